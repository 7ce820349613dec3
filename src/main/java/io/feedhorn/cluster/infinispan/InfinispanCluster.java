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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.infinispan.manager.EmbeddedCacheManagerStartupException;
import org.infinispan.statetransfer.StateTransferManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a cluster, or bootstraps one. Used by one thread at a time; blocks. */
public final class InfinispanCluster {
  private static final Logger LOG = LoggerFactory.getLogger(InfinispanCluster.class);
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

  /** The begin of Infinispan's message that there are fewer members than it waits for. */
  private static final String ALONE = "ISPN000399";

  /** More than two of the coordinator's attempts to ask all members for their caches, 24 s each. */
  private static final BoundedStart START = new BoundedStart(Duration.ofMinutes(2));

  private static final RepeatedStart REFUSED =
      new RepeatedStart(Duration.ofSeconds(30), Duration.ofSeconds(2));
  private static final Duration NO_TIMEOUT = Duration.ofDays(365);
  private static final int PING_MILLIS = 1_500;
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  private InfinispanCluster() {}

  /**
   * Joins the other nodes, or bootstraps a cluster.
   *
   * @param vertxOptions the options of the Vert.x instance, but for those of the event bus
   * @param tracing adds the tracer of the Vert.x instance, if there is one
   * @throws IOException if a port of this node or its certificate cannot be used, the nodes of the
   *     cluster use another format version, or do not answer
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
              .await(START.longest().toSeconds(), TimeUnit.SECONDS);
      ClusterNode node = new ClusterNode(grid, vertx, options.copies());
      grid.addListener(new MembershipListener(grid, vertx, node));
      return node;
    } catch (TimeoutException timeout) {
      IOException tooLate = START.tooLate(grid.members());
      grid.stop();
      throw tooLate;
    } catch (RuntimeException failure) {
      grid.stop();
      throw failure;
    }
  }

  /**
   * Requires that the files of TLS between nodes can be used, if there are any. Blocks.
   *
   * @throws IOException with the reason if they cannot
   */
  public static void requireCertificate(ClusterOptions options) throws IOException {
    if (options.tls() != null) {
      ClusterTls.requireUsable(options.tls());
    }
  }

  /** Returns {@code host:port-} and a random number, so that each start has another name. */
  private static String nodeName(ClusterOptions options) {
    byte[] start = new byte[4];
    new SecureRandom().nextBytes(start);
    return options.host() + ":" + options.port() + "-" + HexFormat.of().formatHex(start);
  }

  static InfinispanGrid join(ClusterOptions options, String node, byte version) throws IOException {
    return join(options, node, version, START);
  }

  static InfinispanGrid join(ClusterOptions options, String node, byte version, BoundedStart bound)
      throws IOException {
    ClusterPorts.requireFree(options);
    requireCertificate(options);
    if (options.bootstrapsAtOnce()) {
      return start(options, node, version, 1, Duration.ZERO, bound);
    }
    if (options.bootstrap() == BootstrapMode.NEVER) {
      return start(options, node, version, 2, NO_TIMEOUT, bound);
    }
    try {
      return start(options, node, version, 2, JOIN_TIMEOUT, bound);
    } catch (EmbeddedCacheManagerStartupException failure) {
      LOG.warn(reason(failure));
      return start(options, node, version, 1, Duration.ZERO, bound);
    }
  }

  /** Starts the grid; leaves the cluster and joins again if the coordinator refuses the node. */
  private static InfinispanGrid start(
      ClusterOptions options,
      String node,
      byte version,
      int minMembers,
      Duration timeout,
      BoundedStart bound)
      throws IOException {
    try {
      return REFUSED.run(
          "the grid",
          InfinispanCluster::isRefused,
          () -> InfinispanGrid.start(options, node, version, minMembers, timeout, bound));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("The start was interrupted.", interrupted);
    }
  }

  /** Returns true if a member did not let the node join a cache. */
  static boolean isRefused(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                String.valueOf(cause.getMessage()).contains(StateTransferManager.class.getName()));
  }

  /** Returns the line of the log about a first start that failed. */
  static String reason(EmbeddedCacheManagerStartupException failure) {
    String cause = String.valueOf(RepeatedStart.rootCause(failure).getMessage());
    return cause.startsWith(ALONE)
        ? "No other node was found in %d s, bootstrapping a cluster"
            .formatted(JOIN_TIMEOUT.toSeconds())
        : "Starting the grid failed, trying again: " + cause;
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
