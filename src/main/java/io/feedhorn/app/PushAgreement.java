package io.feedhorn.app;

import io.feedhorn.cluster.ClusterNode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check that all nodes of a cluster have the same key pair of Web Push, and all a store or none.
 * A node that starts asks the others, and does not start if it differs. Safe on any thread.
 */
final class PushAgreement {
  private static final Logger LOG = LoggerFactory.getLogger(PushAgreement.class);
  private static final String ADDRESS = "feedhorn.push.keys@";
  private static final String PUBLIC_KEY = "publicKey";
  private static final String STORE = "store";
  private static final long RETRY_MILLIS = 200;
  // A member that was killed is detected within this time, and never answers.
  private static final long MAX_WAIT_NANOS = 8_000_000_000L;
  private static final DeliveryOptions TIMEOUT = new DeliveryOptions().setSendTimeout(2_000);

  private final ClusterNode cluster;
  private final @Nullable String publicKey;
  private final boolean store;
  private final long start = System.nanoTime();

  /**
   * @param publicKey null if Web Push is off on this node
   * @param store true if this node has a store
   */
  PushAgreement(ClusterNode cluster, @Nullable String publicKey, boolean store) {
    this.cluster = cluster;
    this.publicKey = publicKey;
    this.store = store;
  }

  /** Answers the other nodes, and asks them; fails with the reason if this node differs. */
  Future<Void> check() {
    JsonObject own = new JsonObject().put(PUBLIC_KEY, publicKey).put(STORE, store);
    return cluster
        .vertx()
        .eventBus()
        .<JsonObject>consumer(ADDRESS + cluster.self(), question -> question.reply(own))
        .completion()
        // Of two nodes that start at the same time, the later one finds the other.
        .compose(answering -> askAll());
  }

  private Future<Void> askAll() {
    List<Future<Void>> checks = cluster.others().stream().map(this::ask).toList();
    // Without Web Push nothing is refused, so the start does not wait.
    return publicKey == null ? Future.succeededFuture() : Future.all(checks).mapEmpty();
  }

  private Future<Void> ask(String node) {
    return request(node)
        .transform(
            answer ->
                answer.succeeded()
                    ? compare(node, answer.result())
                    : isAnswering(node, answer.cause())
                        ? cluster
                            .vertx()
                            .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                            .compose(later -> ask(node))
                        : Future.succeededFuture());
  }

  private Future<JsonObject> request(String node) {
    try {
      return cluster
          .vertx()
          .eventBus()
          .<JsonObject>request(ADDRESS + node, null, TIMEOUT)
          .map(Message::body);
    } catch (IllegalStateException closing) {
      // Vert.x 5.0 throws it if the connection to a node that died is being closed.
      return Future.failedFuture(closing);
    }
  }

  /** Returns false for a node that starts itself, and asks later, or has gone. */
  private boolean isAnswering(String node, Throwable failure) {
    boolean starting =
        failure instanceof ReplyException refused
            && refused.failureType() == ReplyFailure.NO_HANDLERS;
    return !starting
        && cluster.others().contains(node)
        && System.nanoTime() - start < MAX_WAIT_NANOS;
  }

  private Future<Void> compare(String node, JsonObject other) {
    String theirs = other.getString(PUBLIC_KEY);
    if (theirs == null || publicKey == null) {
      if (theirs != null || publicKey != null) {
        LOG.warn(
            "push.enabled differs from node {}: notifications whose feed is written by a node"
                + " without Web Push are not pushed",
            node);
      }
      return Future.succeededFuture();
    }
    if (!theirs.equals(publicKey)) {
      return refusal(
          ("push.keys: this node has another key pair than node %s (public keys %s and %s): give"
                  + " all nodes the same file")
              .formatted(node, publicKey, theirs));
    }
    return other.getBoolean(STORE) == store
        ? Future.succeededFuture()
        : refusal(
            ("push.enabled: with Web Push all nodes of a cluster have a store (store.path), or"
                    + " none has; this node has %s, node %s has %s")
                .formatted(store ? "one" : "none", node, store ? "none" : "one"));
  }

  private static Future<Void> refusal(String reason) {
    return Future.failedFuture(new IOException("this node cannot join the cluster: " + reason));
  }
}
