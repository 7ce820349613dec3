package io.feedhorn.app;

import io.feedhorn.cluster.ClusterNode;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check that all nodes of a cluster have the same key pair of Web Push, and all a store or
 * none. A node that starts asks the others, and does not start if it differs. Safe on any thread.
 */
final class PushKeysCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PushKeysCheck.class);
  private static final String ADDRESS = "feedhorn.push.keys@";
  private static final String PUBLIC_KEY = "publicKey";
  private static final String STORE = "store";
  private static final String CHECKED = "checked";
  private static final long RETRY_MILLIS = 200;
  // A member that was killed is detected within this time, and never answers.
  private static final long MAX_WAIT_NANOS = 8_000_000_000L;
  private static final DeliveryOptions TIMEOUT = new DeliveryOptions().setSendTimeout(2_000);

  private final ClusterNode cluster;
  private final @Nullable String publicKey;
  private final boolean store;
  private final long start = System.nanoTime();
  private volatile boolean checked;

  /**
   * @param publicKey null if Web Push is off on this node
   * @param store true if this node has a store
   */
  PushKeysCheck(ClusterNode cluster, @Nullable String publicKey, boolean store) {
    this.cluster = cluster;
    this.publicKey = publicKey;
    this.store = store;
  }

  /** Answers the other nodes, and asks them; fails with the reason if this node differs. */
  Future<Void> check() {
    return cluster
        .vertx()
        .eventBus()
        .<Void>consumer(ADDRESS + cluster.self(), question -> question.reply(answer()))
        .completion()
        // Of two nodes that start at the same time, the later one finds the other.
        .compose(answering -> askAll())
        .onSuccess(agreed -> checked = true);
  }

  private JsonObject answer() {
    return new JsonObject().put(PUBLIC_KEY, publicKey).put(STORE, store).put(CHECKED, checked);
  }

  private Future<Void> askAll() {
    List<String> others = cluster.others();
    List<Future<JsonObject>> answers = others.stream().map(this::ask).toList();
    if (publicKey == null) {
      return Future.succeededFuture(); // Nothing is refused, so the start does not wait.
    }
    return Future.all(answers)
        .compose(
            all -> {
              Map<String, JsonObject> byNode = new LinkedHashMap<>();
              for (int i = 0; i < others.size(); i++) {
                byNode.put(others.get(i), answers.get(i).result());
              }
              return compare(byNode);
            });
  }

  /** Returns the answer of a node; an empty one if it has gone, or starts and will ask itself. */
  private Future<JsonObject> ask(String node) {
    return request(node)
        .onSuccess(answer -> warnIfOff(node, answer))
        .recover(
            failure ->
                isAnswering(node, failure)
                    ? cluster
                        .vertx()
                        .timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        .compose(later -> ask(node))
                    : Future.succeededFuture(new JsonObject()));
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

  private void warnIfOff(String node, JsonObject answer) {
    if ((answer.getString(PUBLIC_KEY) == null) != (publicKey == null)) {
      LOG.warn(
          "push.enabled differs from node {}: notifications whose feed is written by a node without"
              + " Web Push are not pushed",
          node);
    }
  }

  private Future<Void> compare(Map<String, JsonObject> answers) {
    boolean agreed = false;
    String refusal = null;
    for (Map.Entry<String, JsonObject> each : answers.entrySet()) {
      String difference = difference(each.getKey(), each.getValue());
      if (each.getValue().getBoolean(CHECKED, false)) {
        if (difference != null) {
          return refused(difference);
        }
        agreed |= each.getValue().getString(PUBLIC_KEY) != null;
      } else if (difference != null) {
        refusal = difference;
      }
    }
    // A node that starts with wrong settings must not keep others from starting.
    return refusal == null || agreed ? Future.succeededFuture() : refused(refusal);
  }

  private @Nullable String difference(String node, JsonObject answer) {
    String theirs = answer.getString(PUBLIC_KEY);
    if (theirs == null) {
      return null;
    }
    if (!theirs.equals(publicKey)) {
      return "push.keys: this node has another key pair than node %s (public keys %s and %s): give all nodes the same file"
          .formatted(node, publicKey, theirs);
    }
    return answer.getBoolean(STORE) == store
        ? null
        : ("push.enabled: with Web Push all nodes of a cluster have a store (store.path), or none"
                + " has; this node has %s, node %s has %s")
            .formatted(store ? "one" : "none", node, store ? "none" : "one");
  }

  private static Future<Void> refused(String reason) {
    return Future.failedFuture(new IOException("this node cannot join the cluster: " + reason));
  }
}
