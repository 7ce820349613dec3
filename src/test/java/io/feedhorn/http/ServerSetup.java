package io.feedhorn.http;

import io.feedhorn.alerts.AlertOptions;
import io.feedhorn.app.settings.LogOptions;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.presence.PresenceOptions;
import io.feedhorn.push.PushOptions;
import io.feedhorn.reader.ReaderOptions;
import io.feedhorn.store.StoreOptions;
import io.feedhorn.trace.TracingOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of a server under test. Immutable. It has many feeds of four kinds: {@code t…} is
 * latest, {@code e…} is every, {@code b…} is latest with a history of {@value #SHORT_HISTORY_SIZE}
 * updates, {@code p…} is latest with presence. The history of the first two is larger than any test
 * needs.
 */
public record ServerSetup(
    Limits limits,
    HttpOptions http,
    FeedOptions defaultFeed,
    LogLimits logLimits,
    AuthOptions auth) {
  /** The history size of feeds with a short history. */
  public static final int SHORT_HISTORY_SIZE = 3;

  /** Limits of presence whose times pass only if a test sets the clock forward. */
  public static final PresenceOptions PRESENCE =
      new PresenceOptions(Duration.ofHours(1), Duration.ofHours(1), 5, 100, 1_000);

  static final int FEEDS_PER_KIND = 400;

  private static final int EVENT_LOOPS = 2;
  private static final Duration DRAIN = Duration.ofMillis(50);
  private static final Duration AGE = Duration.ofHours(1);
  private static final FeedOptions LATEST =
      new FeedOptions(DeliveryMode.LATEST, 100_000, AGE, "no-cache");
  private static final FeedOptions EVERY =
      new FeedOptions(DeliveryMode.EVERY, 100_000, AGE, "max-age=1");
  private static final FeedOptions SHORT_HISTORY =
      new FeedOptions(DeliveryMode.LATEST, SHORT_HISTORY_SIZE, AGE, "no-cache");

  /** The defaults, with a stop that does not wait for load balancers. */
  public static final ServerSetup DEFAULT =
      new ServerSetup(
          Limits.DEFAULT,
          HttpOptions.defaults()
              .bind(BindOptions.DEFAULT.port(0))
              .connections(ClientConnectionOptions.DEFAULT.drain(DRAIN))
              .eventLoops(EVENT_LOOPS),
          LATEST,
          LogLimits.DEFAULT,
          AuthOptions.OPEN);

  public ServerSetup limits(Limits other) {
    return new ServerSetup(other, http, defaultFeed, logLimits, auth);
  }

  /** Returns this setup with other options of the HTTP server. */
  public ServerSetup http(HttpOptions other) {
    return new ServerSetup(limits, other, defaultFeed, logLimits, auth);
  }

  /** Returns this setup with other options of {@code t…} feeds and of feeds without a kind. */
  public ServerSetup defaultFeed(FeedOptions other) {
    return new ServerSetup(limits, http, other, logLimits, auth);
  }

  /** Returns this setup with other limits on feeds and topics. */
  public ServerSetup logLimits(LogLimits other) {
    return new ServerSetup(limits, http, defaultFeed, other, auth);
  }

  /** Returns this setup with other settings of authentication. */
  public ServerSetup auth(AuthOptions other) {
    return new ServerSetup(limits, http, defaultFeed, logLimits, other);
  }

  public ServerSetup origins(String... others) {
    return cors(new CorsOptions(List.of(others), http.cors().headers()));
  }

  /** Returns this setup with pages of other origins. */
  public ServerSetup cors(CorsOptions other) {
    return http(http.cors(other));
  }

  /** Returns this setup with proxies in front. */
  public ServerSetup proxies(ReverseProxyOptions other) {
    return http(http.proxies(other));
  }

  /** Returns this setup with another heartbeat of connections and streams. */
  public ServerSetup heartbeat(Duration other) {
    return http(http.connections(http.connections().heartbeats(other, other)));
  }

  /** Returns this setup with another time between the refusal of new readers and the stop. */
  public ServerSetup drain(Duration other) {
    return http(http.connections(http.connections().drain(other)));
  }

  /** Returns this setup with compression. */
  public ServerSetup withCompression() {
    return http(http.connections(http.connections().deflate(true)));
  }

  /** Returns this setup with TLS. */
  public ServerSetup tls(TlsOptions files) {
    return http(http.bind(http.bind().tls(files)));
  }

  /** Returns this setup with the latency laboratory. */
  public ServerSetup withLab() {
    return http(http.pages(new PageOptions(true, null)));
  }

  Settings settings() {
    Map<String, FeedOptions> feeds = new HashMap<>();
    List.of("chat", "notify", "notify-group", "notify-all").forEach(feed -> feeds.put(feed, EVERY));
    for (int i = 0; i < FEEDS_PER_KIND; i++) {
      feeds.put("e" + i, EVERY);
      feeds.put("b" + i, SHORT_HISTORY);
      feeds.put("p" + i, LATEST.withPresence());
    }
    return new Settings(
        http,
        new DemoOptions(false, 0, 0, 0, 0),
        new FeedsOptions(defaultFeed, feeds, logLimits),
        limits,
        auth,
        ReaderOptions.DEFAULT,
        ClusterOptions.ALONE,
        StoreOptions.NONE,
        PushOptions.OFF,
        List.of(),
        AlertOptions.DEFAULT,
        LogOptions.DEFAULT,
        PRESENCE,
        TracingOptions.OFF);
  }
}
