package io.feedhorn.app;

import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.http.PushAccess;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.WriterService;
import io.feedhorn.push.EndpointPolicy;
import io.feedhorn.push.PushKeys;
import io.feedhorn.push.PushNodes;
import io.feedhorn.push.PushOptions;
import io.feedhorn.push.PushSender;
import io.feedhorn.push.PushService;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of Web Push of one server; none of them if {@code push.enabled} is false. */
final class ServerPush {
  private final PushOptions options;
  private final PushMetrics metrics;
  private final @Nullable ClusterNode cluster;
  private volatile @Nullable PushKeys keys;

  /**
   * @param cluster null for a single server
   */
  ServerPush(PushOptions options, Metrics metrics, @Nullable ClusterNode cluster) {
    this.options = options;
    this.metrics = options.enabled() ? metrics.forPush() : PushMetrics.NONE;
    this.cluster = cluster;
  }

  /**
   * Reads the keys on a worker thread. A single server creates them at the first start; a node
   * fails if the other nodes have others.
   *
   * @param hasStore true if this server has a store
   */
  Future<?> open(Vertx vertx, boolean hasStore) {
    ClusterNode node = cluster;
    return readKeys(vertx)
        .compose(
            read ->
                node == null
                    ? Future.succeededFuture()
                    : new PushKeysCheck(node, access().publicKey(), hasStore).check());
  }

  private Future<?> readKeys(Vertx vertx) {
    Path file = options.keys();
    boolean shared = cluster != null;
    return !options.enabled() || file == null
        ? Future.succeededFuture()
        : vertx
            .executeBlocking(() -> shared ? PushKeys.openShared(file) : PushKeys.open(file))
            .onSuccess(opened -> keys = opened);
  }

  /**
   * Returns the service that holds the subscriptions of a single server.
   *
   * @param stored the subscriptions that the store contained
   */
  List<WriterService> services(StoreWriter store, List<StoredReader> stored) {
    return options.enabled()
        ? List.of(new PushService(options, store, metrics, stored))
        : List.of();
  }

  /**
   * Returns the service that holds the subscriptions of a node in a cluster.
   *
   * @param stored the subscriptions that the store contained if it was that of a single server
   */
  List<WriterService> services(
      FeedRegistry feeds,
      FeedWriter writer,
      StoreWriter store,
      ClusterNode node,
      List<StoredReader> stored) {
    PushNodes nodes = new PushNodes(node.self(), node::others);
    return options.enabled()
        ? List.of(new PushService(options, feeds, writer, store, metrics, nodes, stored))
        : List.of();
  }

  /** Returns the verticle that sends; null if Web Push is off. */
  @Nullable PushSender sender(SubscriberCounter subscribers, Clock clock) {
    PushKeys opened = keys;
    return opened == null
        ? null
        : new PushSender(options, opened, subscribers::subscribedByName, clock, metrics);
  }

  /** Returns what the HTTP API needs. */
  PushAccess access() {
    PushKeys opened = keys;
    return new PushAccess(
        opened == null ? null : opened.publicKey(), new EndpointPolicy(options.allowPrivate()));
  }
}
