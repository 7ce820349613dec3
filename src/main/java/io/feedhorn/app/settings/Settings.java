package io.feedhorn.app.settings;

import io.feedhorn.alerts.AlertOptions;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.presence.PresenceOptions;
import io.feedhorn.push.PushOptions;
import io.feedhorn.reader.ReaderOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.store.StoreOptions;
import io.feedhorn.trace.TracingOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All settings of a server. Immutable. */
public record Settings(
    HttpOptions http,
    DemoOptions demo,
    FeedsOptions feeds,
    Limits limits,
    AuthOptions auth,
    ReaderOptions readers,
    ClusterOptions cluster,
    StoreOptions store,
    PushOptions push,
    List<SourceOptions> sources,
    AlertOptions alerts,
    LogOptions log,
    PresenceOptions presence,
    TracingOptions tracing) {

  /** Settings with the default alerts, log and limits of presence, without tracing. */
  public Settings(
      HttpOptions http,
      DemoOptions demo,
      FeedsOptions feeds,
      Limits limits,
      AuthOptions auth,
      ReaderOptions readers,
      ClusterOptions cluster,
      StoreOptions store,
      PushOptions push,
      List<SourceOptions> sources) {
    this(
        http,
        demo,
        feeds,
        limits,
        auth,
        readers,
        cluster,
        store,
        push,
        sources,
        AlertOptions.DEFAULT,
        LogOptions.DEFAULT,
        PresenceOptions.DEFAULT,
        TracingOptions.OFF);
  }

  /** Creates the settings of a single node without a store. */
  public Settings(
      HttpOptions http, DemoOptions demo, FeedsOptions feeds, Limits limits, AuthOptions auth) {
    this(
        http,
        demo,
        feeds,
        limits,
        auth,
        ReaderOptions.DEFAULT,
        ClusterOptions.ALONE,
        StoreOptions.NONE,
        PushOptions.OFF,
        List.of());
  }

  /**
   * Returns the defaults of an embedded server: those of {@code conf/feedhorn.yaml}, without the
   * demo. No file, {@code .env} or environment variable is read.
   */
  public static Settings defaults() {
    return builder().build();
  }

  /** Returns a builder that starts with {@link #defaults()}. */
  public static SettingsBuilder builder() {
    return new SettingsBuilder();
  }

  static Settings of(ResolvedSettings settings, @Nullable Path webroot) {
    return new Settings(
        HttpSettings.options(settings, webroot),
        DemoSettings.options(settings),
        FeedSettings.options(settings),
        LimitSettings.options(settings),
        AuthSettings.options(settings),
        ReaderSettings.options(settings),
        ClusterSettings.options(settings),
        StoreSettings.options(settings),
        PushSettings.options(settings),
        SourceSettings.options(settings),
        AlertSettings.options(settings),
        LogSettings.options(settings),
        PresenceSettings.options(settings),
        TracingSettings.options(settings));
  }
}
