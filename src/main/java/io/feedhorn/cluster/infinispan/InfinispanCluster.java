package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.codec.FormatVersion;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.infinispan.manager.EmbeddedCacheManagerStartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a cluster, or bootstraps one. Used by one thread at a time; blocks. */
public final class InfinispanCluster {
  private static final Logger LOG = LoggerFactory.getLogger(InfinispanCluster.class);
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration NO_TIMEOUT = Duration.ofDays(365);
  private static final int PING_MILLIS = 1_500;
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  private InfinispanCluster() {}

  /**
   * Joins the other nodes, or bootstraps a cluster.
   *
   * @param vertxOptions the options of the Vert.x instance, but for those of the event bus
   * @param tracing adds the tracer of the Vert.x instance, if there is one
   * @throws IOException if a port of this node cannot be used, or the nodes of the cluster use
   *     another format version
   */
  public static ClusterNode join(
      ClusterOptions options, VertxOptions vertxOptions, UnaryOperator<VertxBuilder> tracing)
      throws IOException {
    InfinispanGrid grid = join(options, nodeName(options), FormatVersion.CURRENT);
    try {
      Vertx vertx =
          tracing
              .apply(Vertx.builder().with(vertxOptions.setEventBusOptions(eventBus(options))))
              .withClusterManager(grid.clusterManager())
              .buildClustered()
              .await();
      ClusterNode node = new ClusterNode(grid, vertx, options.copies());
      grid.addListener(new MembershipListener(grid, vertx, node));
      return node;
    } catch (RuntimeException failure) {
      grid.stop();
      throw failure;
    }
  }

  /** Returns {@code host:port-} and a random number, so that each start has another name. */
  private static String nodeName(ClusterOptions options) {
    byte[] start = new byte[4];
    new SecureRandom().nextBytes(start);
    return options.host() + ":" + options.port() + "-" + HexFormat.of().formatHex(start);
  }

  static InfinispanGrid join(ClusterOptions options, String node, byte version) throws IOException {
    ClusterPorts.requireFree(options);
    if (options.bootstrapsAtOnce()) {
      return InfinispanGrid.start(options, node, version, 1, Duration.ZERO);
    }
    if (options.bootstrap() == BootstrapMode.NEVER) {
      return InfinispanGrid.start(options, node, version, 2, NO_TIMEOUT);
    }
    try {
      return InfinispanGrid.start(options, node, version, 2, JOIN_TIMEOUT);
    } catch (EmbeddedCacheManagerStartupException alone) {
      LOG.warn(
          "No other node was found in {} s, bootstrapping a cluster", JOIN_TIMEOUT.toSeconds());
      return InfinispanGrid.start(options, node, version, 1, Duration.ZERO);
    }
  }

  private static EventBusOptions eventBus(ClusterOptions options) {
    EventBusOptions bus = new EventBusOptions();
    if (options.tls() != null) {
      ClusterTls.secure(bus, options.tls());
    }
    return bus.setHost(options.host())
        .setPort(options.eventBusPort())
        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
        .setClusterPingInterval(PING_MILLIS)
        .setClusterPingReplyInterval(PING_MILLIS);
  }
}
