package io.feedhorn.app.settings;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedsOptions;

/** Everything a node is set to, checked once at the start. Immutable. */
public record Settings(
    HttpOptions http,
    DemoOptions demo,
    FeedsOptions feeds,
    Limits limits,
    AuthOptions access,
    ClusterOptions cluster) {
  /**
   * Returns the settings that hold if nothing is configured: 127.0.0.1:8080, open, with the demo
   * feeds.
   */
  public static Settings defaults() {
    return SettingsLoader.defaults();
  }

  /** Settings of a node that is alone. */
  public Settings(
      HttpOptions http, DemoOptions demo, FeedsOptions feeds, Limits limits, AuthOptions access) {
    this(http, demo, feeds, limits, access, ClusterOptions.ALONE);
  }
}
