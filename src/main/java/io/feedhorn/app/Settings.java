package io.feedhorn.app;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.Limits;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.log.FeedCatalog;
import io.feedhorn.server.HttpOptions;
import io.feedhorn.source.DemoOptions;

/** Everything a node is set to, checked once at the start. Immutable. */
public record Settings(
    HttpOptions http,
    DemoOptions demo,
    FeedCatalog feeds,
    Limits limits,
    AccessOptions access,
    ClusterOptions cluster) {
  /**
   * Returns the settings that hold if nothing is configured: 127.0.0.1:8080, open, with the demo
   * feeds.
   */
  public static Settings defaults() {
    return SettingsReader.defaults();
  }

  /** Settings of a node that is alone. */
  public Settings(
      HttpOptions http, DemoOptions demo, FeedCatalog feeds, Limits limits, AccessOptions access) {
    this(http, demo, feeds, limits, access, ClusterOptions.ALONE);
  }
}
