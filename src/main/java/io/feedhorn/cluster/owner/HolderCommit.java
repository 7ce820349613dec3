package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.CommitRequest;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.model.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches to the nodes that store the head of a feed. While these nodes do not change, the
 * owner stores a batch itself and then asks each of the others, without the data grid: that is one
 * message and its answer. If a node does not answer, or the nodes are changing, the grid commits
 * the batch; where it is stored already, that has no effect. Nodes that have just begun to store
 * heads get less time, and twice as much with each failure: one of them may have started, and its
 * event loop be late, while the grid's threads answer.
 *
 * <p>If there is one other node, which is usual, its copy is the last one. It commits the batch by
 * storing it, so it adds the batch to its replica at once, and needs no push.
 *
 * <p>Owned by the writer's event loop.
 */
final class HolderCommit {
  private static final long MAX_TIMEOUT_MILLIS = 1_000;
  private static final long FIRST_TIMEOUT_MILLIS = 200;

  private final String feed;
  private final ReplicationStore store;
  private final NodeMessaging messaging;
  private int newestNumber;
  private long timeoutMillis = FIRST_TIMEOUT_MILLIS;

  HolderCommit(String feed, ReplicationStore store, NodeMessaging messaging) {
    this.feed = feed;
    this.store = store;
    this.messaging = messaging;
  }

  /**
   * Starts to store the batches of other nodes in the heads of this node.
   *
   * @param listener receives a batch that is committed, and the name of its sender
   */
  static void start(
      NodeMessaging messaging,
      ReplicationStore store,
      FeedReplicas replicas,
      BiConsumer<Batch, String> listener) {
    messaging.handle(
        MessageKind.COMMIT,
        (from, in) -> {
          CommitRequest request = CommitRequest.read(in);
          Batch batch = request.commit().batch();
          boolean stored = store.append(batch.feed(), request.commit(), request.assignment(), from);
          BinaryWriter answer = new BinaryWriter(16).flag(stored);
          if (stored && request.last()) {
            ReplicaLog log = replicas.get(batch.feed()).log();
            log.traces().putAll(batch, request.traces());
            listener.accept(batch, from);
            answer.number(log.epoch().equals(batch.epoch()) ? log.offset() : 0);
          }
          return Future.succeededFuture(answer.toBuffer());
        });
  }

  /**
   * Commits a batch; completes as {@link ReplicationStore#commit} does, with the offsets of the
   * replicas that got the batch with it.
   *
   * @param traces the trace context of each update, null for none; or empty
   */
  Future<Map<String, Long>> commit(CommitBatch commit, List<@Nullable TraceContext> traces) {
    HeadHolders holders = store.holders(feed);
    return holders != null && isStoredHere(holders, commit)
        ? askOthers(holders, commit, traces)
            .transform(
                done ->
                    done.succeeded() && holders.equals(store.holders(feed))
                        ? Future.succeededFuture(done.result())
                        : commitByGrid(commit))
        : commitByGrid(commit);
  }

  private Future<Map<String, Long>> commitByGrid(CommitBatch commit) {
    return store.commit(feed, commit).map(Map.of());
  }

  private boolean isStoredHere(HeadHolders holders, CommitBatch commit) {
    try {
      return store.append(feed, commit, holders.number(), holders.owner());
    } catch (FencedException later) {
      return false;
    }
  }

  private Future<Map<String, Long>> askOthers(
      HeadHolders holders, CommitBatch commit, List<@Nullable TraceContext> traces) {
    List<String> others = holders.others();
    if (others.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    if (holders.number() != newestNumber) {
      newestNumber = holders.number();
      timeoutMillis = FIRST_TIMEOUT_MILLIS;
    }
    Buffer request =
        new CommitRequest(holders.number(), others.size() == 1, commit, traces).bytes();
    Map<String, Long> offsets = new HashMap<>();
    List<Future<Void>> copies = new ArrayList<>(others.size());
    for (String node : others) {
      copies.add(ask(node, request, offsets));
    }
    return Future.all(copies)
        .onComplete(
            answered ->
                timeoutMillis =
                    answered.succeeded()
                        ? MAX_TIMEOUT_MILLIS
                        : Math.min(2 * timeoutMillis, MAX_TIMEOUT_MILLIS))
        .map(all -> offsets);
  }

  private Future<Void> ask(String node, Buffer request, Map<String, Long> offsets) {
    return messaging
        .request(node, MessageKind.COMMIT, request, timeoutMillis)
        .compose(
            answer -> {
              if (!answer.flag()) {
                return Future.failedFuture(
                    new RetryableException("node " + node + " does not store heads as this one"));
              }
              if (answer.hasMore()) {
                offsets.put(node, answer.number());
              }
              return Future.succeededFuture();
            });
  }
}
