package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.trace.Span;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders one feed while this node owns it: assigns offsets, and commits one batch at a time, while
 * the publishes that arrive meanwhile are queued for the next one. Only committed updates are
 * acknowledged, stored and replicated. After a failed commit the outcome is unknown; so the
 * sequencer closes, and opens again with a new term and the head that the grid has. Owned by the
 * writer's event loop.
 */
final class Sequencer {
  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
  private static final int MAX_BATCH_UPDATES = 2_000;
  private static final int MAX_BATCH_BYTES = 512 * 1024;
  private static final int MAX_QUEUED = 10_000;
  private static final int MAX_TAIL_BYTES = 64 * 1024 * 1024;

  private enum State {
    CLOSED,
    OPENING,
    OPEN
  }

  private final FeedReplica replica;
  private final FeedCommitter committer;
  private final OwnerServices services;
  private final BooleanSupplier mayWrite;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final Map<Long, Queued> newestBySource = new HashMap<>();
  // The sizes of the batches that the committed head contains.
  private final ArrayDeque<Batch> tail = new ArrayDeque<>();
  private int tailBytes;
  private State state = State.CLOSED;
  private long term;
  private boolean committing;
  private long committingOffset;

  private record Queued(PublishBatch publishes, Promise<List<PublishResult>> results) {}

  /**
   * Creates a closed sequencer.
   *
   * @param mayWrite returns true while this node is the owner and has a quorum lease
   */
  Sequencer(
      FeedReplica replica,
      FeedCommitter committer,
      OwnerServices services,
      BooleanSupplier mayWrite) {
    this.replica = replica;
    this.committer = committer;
    this.services = services;
    this.mayWrite = mayWrite;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Returns true while a commit is running, also if the sequencer was closed meanwhile. */
  boolean isCommitting() {
    return committing;
  }

  /**
   * Returns the largest offset that a replica can have: that of the batch being committed if
   * another node may know earlier than this one that it is.
   */
  long maxOffset() {
    boolean other = committing && committer.isKnownElsewhereFirst();
    return Math.max(replica.log().offset(), other ? committingOffset : 0);
  }

  private void setState(State newState) {
    state = newState;
    replica.setOwned(newState == State.OPEN);
  }

  /** Begins a new term. */
  void open() {
    setState(State.OPENING);
    committer
        .recover()
        .onSuccess(this::opened)
        .onFailure(
            failure -> {
              if (failure instanceof FeedException exception) {
                reject(exception);
              } else {
                LOG.debug("Recovery of feed {} failed, trying again", replica.feed(), failure);
                close("the recovery of the feed failed");
              }
            });
  }

  private void opened(CommittedHead head) {
    if (state != State.OPENING) {
      return;
    }
    if (!mayWrite.getAsBoolean()) {
      close("the owner changed, or the quorum lease ended, during the recovery of the feed");
      return;
    }
    term = head.term();
    tail.clear();
    tail.addAll(head.tail());
    tailBytes = head.tail().stream().mapToInt(Batch::sizeBytes).sum();
    setState(State.OPEN);
    LOG.info(
        "Now owner of feed {} (epoch {}, next offset {}, term {})",
        replica.feed(),
        head.epoch(),
        head.offset() + 1,
        term);
    commitNext();
  }

  /** Refuses all queued publishes, because the cluster has no place for the feed. */
  private void reject(FeedException exception) {
    setState(State.CLOSED);
    replica.reject();
    PublishResult result = new PublishResult(null, exception);
    while (!queue.isEmpty()) {
      Queued queued = dequeue();
      queued.results.tryComplete(Collections.nCopies(queued.publishes.commands().size(), result));
    }
  }

  /** Stops ordering. A running commit may still succeed. */
  void close(String reason) {
    setState(State.CLOSED);
    RetryableException closed = new RetryableException(reason);
    while (!queue.isEmpty()) {
      dequeue().results.tryFail(closed);
    }
  }

  private Queued dequeue() {
    Queued queued = queue.remove();
    newestBySource.remove(queued.publishes.source(), queued);
    return queued;
  }

  /** Orders publishes; fails with a {@link RetryableException} if they must be sent again. */
  Future<List<PublishResult>> submit(PublishBatch publishes) {
    Queued newest = newestBySource.get(publishes.source());
    if (newest != null && newest.publishes.number() == publishes.number()) {
      return newest.results.future();
    }
    if (newest != null && newest.publishes.number() > publishes.number()) {
      return Future.failedFuture(new RetryableException("a later batch of this node is queued"));
    }
    if (state == State.CLOSED || queue.size() >= MAX_QUEUED) {
      return Future.failedFuture(
          new RetryableException(
              state == State.CLOSED ? "the sequencer is closed" : "the queue is full"));
    }
    Queued queued = new Queued(publishes, Promise.promise());
    queue.add(queued);
    newestBySource.put(publishes.source(), queued);
    commitNext();
    return queued.results.future();
  }

  private void commitNext() {
    while (state == State.OPEN && !committing && !queue.isEmpty()) {
      List<Queued> added = new ArrayList<>();
      BatchBuilder builder = new BatchBuilder(replica.log(), services.micros());
      while (!queue.isEmpty()
          && builder.size() < MAX_BATCH_UPDATES
          && builder.sizeBytes() < MAX_BATCH_BYTES) {
        Queued next = queue.remove();
        if (builder.add(next.publishes)) {
          added.add(next);
        } else {
          complete(next, null);
        }
      }
      commit(added, builder);
    }
  }

  private void commit(List<Queued> added, BatchBuilder builder) {
    if (builder.size() == 0) {
      added.forEach(queued -> complete(queued, builder));
      return;
    }
    long replicatedOffset = committer.replicatedOffset(tailBytes);
    // The commit removes the batches that the replicas have by now.
    if (tailBytes > MAX_TAIL_BYTES && tailBytesAfter(replicatedOffset) > MAX_TAIL_BYTES) {
      added.forEach(queued -> complete(queued, null));
      return;
    }
    Batch batch = builder.build(replica.feed(), term);
    committing = true;
    committingOffset = batch.lastOffset();
    List<Span> spans = spans(builder);
    replica.log().traces().putAll(batch, builder.traces());
    committer
        .commit(batch, replicatedOffset, builder.traces())
        .onComplete(
            done -> {
              committing = false;
              spans.forEach(span -> span.end(done.cause()));
              if (done.succeeded()) {
                committed(batch, replicatedOffset, builder.traces(), done.result());
                added.forEach(queued -> complete(queued, builder));
                commitNext();
              } else {
                failed(done.cause(), added);
              }
            });
  }

  private int tailBytesAfter(long offset) {
    return tail.stream()
        .filter(batch -> batch.lastOffset() > offset)
        .mapToInt(Batch::sizeBytes)
        .sum();
  }

  private List<Span> spans(BatchBuilder builder) {
    if (builder.traces().isEmpty() || !services.tracer().isOn()) {
      return List.of();
    }
    List<Span> spans = services.tracer().beginEach("commit", replica.feed(), builder.traces());
    spans.forEach(span -> span.number("feedhorn.updates", builder.size()));
    return spans;
  }

  private void committed(
      Batch batch,
      long replicatedOffset,
      List<@Nullable TraceContext> traces,
      Map<String, Long> offsets) {
    tail.add(batch);
    tailBytes += batch.sizeBytes();
    while (!tail.isEmpty() && tail.peek().lastOffset() <= replicatedOffset) {
      tailBytes -= tail.remove().sizeBytes();
    }
    replica.log().apply(batch);
    offsets.forEach(replica::onPeerOffset);
    services.replicator().push(batch, traces, offsets.keySet());
    for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
      services.metrics().published(replica.feed());
    }
    replica.runApplied();
  }

  private void failed(Throwable cause, List<Queued> added) {
    LOG.info(
        "Commit of a batch of feed {} failed with unknown outcome: {}; stepping down",
        replica.feed(),
        String.valueOf(cause.getMessage()));
    added.forEach(queued -> complete(queued, null));
    close("the outcome of a commit is unknown");
  }

  /** Returns the results to the sender, or asks it to repeat the publishes if there are none. */
  private void complete(Queued queued, @Nullable BatchBuilder builder) {
    newestBySource.remove(queued.publishes.source(), queued);
    if (builder == null) {
      queued.results.tryFail(new RetryableException("the publishes were not committed"));
    } else {
      queued.results.tryComplete(builder.results(queued.publishes));
    }
  }
}
