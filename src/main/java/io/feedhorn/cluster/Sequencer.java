package io.feedhorn.cluster;

import io.feedhorn.model.FeedException;
import io.feedhorn.publish.PublishResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders one feed while this node owns it. Gives offsets, and commits one batch at a time: what
 * comes meanwhile makes the next one. Only what is committed is answered, kept and pushed. After a
 * failure nobody knows whether a batch is kept; so it closes, and opens as a new incarnation by
 * what the grid has. Owned by the writer's event loop.
 */
final class Sequencer {
  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
  private static final int MAX_IN_BATCH = 2_000;
  private static final int BATCH_BYTES = 512 * 1024;
  private static final int MAX_QUEUED = 10_000;
  private static final int TAIL_BYTES = 64 * 1024 * 1024;

  private enum State {
    CLOSED,
    OPENING,
    OPEN
  }

  private final String feed;
  private final FeedReplica replica;
  private final LogOpener opening;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final Map<Long, Queued> newest = new HashMap<>();
  private final ArrayDeque<Batch> tail = new ArrayDeque<>();
  private int tailBytes;
  private State state = State.CLOSED;
  private long tag;
  private boolean committing;

  private record Queued(PublishBatch publishBatch, Promise<List<PublishResult>> answers) {}

  Sequencer(String feed, FeedReplica replica, LogOpener opening) {
    this.feed = feed;
    this.replica = replica;
    this.opening = opening;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  boolean isBusy() {
    return committing;
  }

  /** Begins a new incarnation. */
  void open() {
    state = State.OPENING;
    opening
        .recover()
        .onSuccess(this::opened)
        .onFailure(
            failure -> {
              if (failure instanceof FeedException exception) {
                refuse(exception);
              } else {
                LOG.debug("{} cannot be written yet", feed, failure);
                close("not open");
              }
            });
  }

  private void opened(CommittedHead head) {
    if (state != State.OPENING) {
      return;
    }
    tag = head.term();
    tail.clear();
    tail.addAll(head.tail());
    tailBytes = head.tail().stream().mapToInt(Batch::length).sum();
    state = State.OPEN;
    LOG.info("{} is written here from {}:{} on", feed, head.epoch(), head.offset());
    commitNext();
  }

  /** There is no room for the feed: all that waits is answered with that. */
  private void refuse(FeedException exception) {
    state = State.CLOSED;
    replica.refuse();
    while (!queue.isEmpty()) {
      Queued queued = queue.remove();
      newest.remove(queued.publishBatch.source(), queued);
      PublishResult result = new PublishResult(null, exception);
      queued.answers.tryComplete(Collections.nCopies(queued.publishBatch.appends().size(), result));
    }
  }

  /** Takes no more; what is being committed may still be kept. */
  void close(String why) {
    state = State.CLOSED;
    RetryableException moved = new RetryableException(why);
    while (!queue.isEmpty()) {
      Queued queued = queue.remove();
      newest.remove(queued.publishBatch.source(), queued);
      queued.answers.tryFail(moved);
    }
  }

  /** Orders a parcel; fails with {@link RetryableException} where it is to be sent again. */
  Future<List<PublishResult>> submit(PublishBatch publishBatch) {
    Queued pending = newest.get(publishBatch.source());
    if (pending != null && pending.publishBatch.number() == publishBatch.number()) {
      return pending.answers.future();
    }
    boolean late = pending != null && pending.publishBatch.number() > publishBatch.number();
    if (late || state == State.CLOSED || queue.size() >= MAX_QUEUED) {
      return Future.failedFuture(new RetryableException(late ? "late" : "not open"));
    }
    Queued queued = new Queued(publishBatch, Promise.promise());
    queue.add(queued);
    newest.put(publishBatch.source(), queued);
    commitNext();
    return queued.answers.future();
  }

  private void commitNext() {
    while (state == State.OPEN && !committing && !queue.isEmpty()) {
      List<Queued> taken = new ArrayList<>();
      BatchBuilder batchBuilder = new BatchBuilder(replica.mirror(), replica.now());
      while (!queue.isEmpty()
          && batchBuilder.size() < MAX_IN_BATCH
          && batchBuilder.bytes() < BATCH_BYTES) {
        Queued next = queue.remove();
        if (batchBuilder.take(next.publishBatch)) {
          taken.add(next);
        } else {
          complete(next, null);
        }
      }
      commit(taken, batchBuilder);
    }
  }

  private void commit(List<Queued> taken, BatchBuilder batchBuilder) {
    if (batchBuilder.size() == 0) {
      taken.forEach(queued -> complete(queued, batchBuilder));
      return;
    }
    Batch batch = batchBuilder.batch(feed, tag);
    long cut = cut();
    if (tailBytes > TAIL_BYTES) {
      taken.forEach(queued -> complete(queued, null));
      return;
    }
    committing = true;
    replica
        .commit(new CommitBatch(batch, cut))
        .onComplete(
            done -> {
              committing = false;
              if (done.succeeded()) {
                committed(batch, cut, taken, batchBuilder);
              } else {
                failed(done.cause(), taken);
              }
            });
  }

  private void committed(Batch batch, long cut, List<Queued> taken, BatchBuilder batchBuilder) {
    tail.add(batch);
    tailBytes += batch.length();
    while (!tail.isEmpty() && tail.peek().last() <= cut) {
      tailBytes -= tail.remove().length();
    }
    replica.committed(batch);
    taken.forEach(queued -> complete(queued, batchBuilder));
    commitNext();
  }

  private void failed(Throwable cause, List<Queued> taken) {
    LOG.info("A batch of {} is in doubt: {}", feed, String.valueOf(cause.getMessage()));
    taken.forEach(queued -> complete(queued, null));
    close("in doubt");
  }

  private void complete(Queued queued, @Nullable BatchBuilder batchBuilder) {
    newest.remove(queued.publishBatch.source(), queued);
    if (batchBuilder == null) {
      queued.answers.tryFail(new RetryableException("not taken"));
    } else {
      queued.answers.tryComplete(batchBuilder.answers(queued.publishBatch));
    }
  }

  /** How far every other node has the log, so that the grid need not keep it. */
  private long cut() {
    return replica.confirmed(tailBytes);
  }
}
