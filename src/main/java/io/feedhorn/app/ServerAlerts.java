package io.feedhorn.app;

import io.feedhorn.alerts.AlertOptions;
import io.feedhorn.alerts.AlertsVerticle;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Starts the evaluation of the rules of a server. */
final class ServerAlerts {
  private ServerAlerts() {}

  /**
   * Deploys the verticle that evaluates the rules; nothing if {@code alerts.enabled} is false.
   *
   * @param cluster null for a single server
   */
  static Future<?> deploy(
      FeedhornServer server,
      AlertOptions options,
      FeedRegistry feeds,
      Metrics metrics,
      @Nullable ClusterNode cluster) {
    return options.enabled()
        ? server.deploy(
            new AlertsVerticle(
                feeds,
                cluster == null ? () -> true : () -> cluster.owns(Topic.ALERTS_FEED),
                metrics.forAlerts()))
        : Future.succeededFuture();
  }
}
