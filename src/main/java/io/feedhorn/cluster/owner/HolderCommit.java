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
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches to the nodes that store the head of a feed. While these nodes do not change, the
 * owner stores a batch itself and then asks each of the others, without the data grid: that is one
 * message and its answer. If a node does not answer, or the nodes are changing, the grid commits
 * the batch; where it is stored already, that has no effect.
 *
 * <p>A node that has just started may have an event loop that is late for seconds, while the grid's
 * threads answer. Therefore a node gets twice the time of its last answer, at least 200 and at most
 * 500 ms, and after a failure the grid commits alone for a while.
 *
 * <p>If there is one other node, which is usual, its copy is the last one. It commits the batch by
 * storing it, so it adds the batch to its replica at once, and needs no push.
 *
 * <p>Owned by the writer's event loop.
 */
final class HolderCommit {
  private static final long MIN_TIMEOUT_MILLIS = 200;
  private static final long MAX_TIMEOUT_MILLIS = 500;
  private static final long MIN_PAUSE_MILLIS = 500;
  private static final long MAX_PAUSE_MILLIS = 2_000;

  private final String feed;
  private final ReplicationStore store;
  private final NodeMessaging messaging;
  private final LongSupplier nanos;
  private int newestNumber;
  private long timeoutMillis = MIN_TIMEOUT_MILLIS;
  private long pauseMillis = MIN_PAUSE_MILLIS;
  private long pausedUntilNanos;

  /**
   * Creates the commits of a feed.
   *
   * @param nanos the monotonic time
   */
  HolderCommit(String feed, ReplicationStore store, NodeMessaging messaging, LongSupplier nanos) {
    this.feed = feed;
    this.store = store;
    this.messaging = messaging;
    this.nanos = nanos;
    this.pausedUntilNanos = nanos.getAsLong();
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
    return holders != null && !isPaused(holders) && isStoredHere(holders, commit)
        ? askOthers(holders, commit, traces)
            .transform(
                done ->
                    done.succeeded() && holders.equals(store.holders(feed))
                        ? Future.succeededFuture(done.result())
                        : commitByGrid(commit))
        : commitByGrid(commit);
  }

  /** Returns true while the nodes are not asked, because one of them did not answer. */
  private boolean isPaused(HeadHolders holders) {
    if (holders.number() != newestNumber) {
      newestNumber = holders.number();
      timeoutMillis = MIN_TIMEOUT_MILLIS;
      pauseMillis = MIN_PAUSE_MILLIS;
      pausedUntilNanos = nanos.getAsLong();
    }
    return pausedUntilNanos - nanos.getAsLong() > 0;
  }

  private void answered(boolean all, long sinceNanos) {
    long now = nanos.getAsLong();
    long next = 2 * (all ? TimeUnit.NANOSECONDS.toMillis(now - sinceNanos) : timeoutMillis);
    timeoutMillis = Math.max(MIN_TIMEOUT_MILLIS, Math.min(next, MAX_TIMEOUT_MILLIS));
    if (all) {
      pauseMillis = MIN_PAUSE_MILLIS;
    } else {
      pausedUntilNanos = now + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
      pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
    }
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
    Buffer request =
        new CommitRequest(holders.number(), others.size() == 1, commit, traces).bytes();
    Map<String, Long> offsets = new HashMap<>();
    List<Future<Void>> copies = new ArrayList<>(others.size());
    long since = nanos.getAsLong();
    for (String node : others) {
      copies.add(ask(node, request, offsets));
    }
    return Future.all(copies)
        .onComplete(done -> answered(done.succeeded(), since))
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
