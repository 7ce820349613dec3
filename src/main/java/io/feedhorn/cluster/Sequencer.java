package io.feedhorn.cluster;

import io.feedhorn.model.Refusal;
import io.feedhorn.publish.Answer;
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
  private static final int MOST_IN_BATCH = 2_000;
  private static final int BATCH_BYTES = 512 * 1024;
  private static final int MOST_QUEUED = 10_000;
  private static final int TAIL_BYTES = 64 * 1024 * 1024;

  private enum State {
    CLOSED,
    OPENING,
    OPEN
  }

  private final String feed;
  private final Lane lane;
  private final Opening opening;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final Map<Long, Queued> newest = new HashMap<>();
  private final ArrayDeque<Batch> tail = new ArrayDeque<>();
  private int tailBytes;
  private State state = State.CLOSED;
  private long tag;
  private boolean committing;

  private record Queued(Parcel parcel, Promise<List<Answer>> answers) {}

  Sequencer(String feed, Lane lane, Opening opening) {
    this.feed = feed;
    this.lane = lane;
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
        .head()
        .onSuccess(this::opened)
        .onFailure(
            failure -> {
              if (failure instanceof Refusal refusal) {
                refuse(refusal);
              } else {
                LOG.debug("{} cannot be written yet", feed, failure);
                close("not open");
              }
            });
  }

  private void opened(Head head) {
    if (state != State.OPENING) {
      return;
    }
    tag = head.tag();
    tail.clear();
    tail.addAll(head.tail());
    tailBytes = head.tail().stream().mapToInt(Batch::length).sum();
    state = State.OPEN;
    LOG.info("{} is written here from {}:{} on", feed, head.epoch(), head.offset());
    pump();
  }

  /** There is no room for the feed: all that waits is answered with that. */
  private void refuse(Refusal refusal) {
    state = State.CLOSED;
    lane.refuse();
    while (!queue.isEmpty()) {
      Queued queued = queue.remove();
      newest.remove(queued.parcel.source(), queued);
      Answer answer = new Answer(null, refusal);
      queued.answers.tryComplete(Collections.nCopies(queued.parcel.appends().size(), answer));
    }
  }

  /** Takes no more; what is being committed may still be kept. */
  void close(String why) {
    state = State.CLOSED;
    Moved moved = new Moved(why);
    while (!queue.isEmpty()) {
      Queued queued = queue.remove();
      newest.remove(queued.parcel.source(), queued);
      queued.answers.tryFail(moved);
    }
  }

  /** Orders a parcel; fails with {@link Moved} where it is to be sent again. */
  Future<List<Answer>> take(Parcel parcel) {
    Queued pending = newest.get(parcel.source());
    if (pending != null && pending.parcel.number() == parcel.number()) {
      return pending.answers.future();
    }
    boolean late = pending != null && pending.parcel.number() > parcel.number();
    if (late || state == State.CLOSED || queue.size() >= MOST_QUEUED) {
      return Future.failedFuture(new Moved(late ? "late" : "not open"));
    }
    Queued queued = new Queued(parcel, Promise.promise());
    queue.add(queued);
    newest.put(parcel.source(), queued);
    pump();
    return queued.answers.future();
  }

  private void pump() {
    while (state == State.OPEN && !committing && !queue.isEmpty()) {
      List<Queued> taken = new ArrayList<>();
      Draft draft = new Draft(lane.mirror(), lane.now());
      while (!queue.isEmpty() && draft.size() < MOST_IN_BATCH && draft.bytes() < BATCH_BYTES) {
        Queued next = queue.remove();
        if (draft.take(next.parcel)) {
          taken.add(next);
        } else {
          finish(next, null);
        }
      }
      commit(taken, draft);
    }
  }

  private void commit(List<Queued> taken, Draft draft) {
    if (draft.size() == 0) {
      taken.forEach(queued -> finish(queued, draft));
      return;
    }
    Batch batch = draft.batch(feed, tag);
    long cut = cut();
    if (tailBytes > TAIL_BYTES) {
      taken.forEach(queued -> finish(queued, null));
      return;
    }
    committing = true;
    lane.commit(new Commit(batch, cut))
        .onComplete(
            done -> {
              committing = false;
              if (done.succeeded()) {
                committed(batch, cut, taken, draft);
              } else {
                failed(done.cause(), taken);
              }
            });
  }

  private void committed(Batch batch, long cut, List<Queued> taken, Draft draft) {
    tail.add(batch);
    tailBytes += batch.length();
    while (!tail.isEmpty() && tail.peek().last() <= cut) {
      tailBytes -= tail.remove().length();
    }
    lane.committed(batch);
    taken.forEach(queued -> finish(queued, draft));
    pump();
  }

  private void failed(Throwable cause, List<Queued> taken) {
    LOG.info("A batch of {} is in doubt: {}", feed, String.valueOf(cause.getMessage()));
    taken.forEach(queued -> finish(queued, null));
    close("in doubt");
  }

  private void finish(Queued queued, @Nullable Draft draft) {
    newest.remove(queued.parcel.source(), queued);
    if (draft == null) {
      queued.answers.tryFail(new Moved("not taken"));
    } else {
      queued.answers.tryComplete(draft.answers(queued.parcel));
    }
  }

  /** How far every other node has the log, so that the grid need not keep it. */
  private long cut() {
    return lane.confirmed(tailBytes);
  }
}
