package io.feedhorn.store;

import io.feedhorn.metrics.StoreMetrics;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the store in groups: what is submitted during one write is stored by the next
 * one, with one force for all. Owned by the writer's event loop, except for methods that are
 * documented as safe on any thread; the store itself is called by its worker thread alone.
 */
public final class StoreCommitter implements StoreWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCommitter.class);

  /** The maximum number of changes that wait for the next write. */
  static final int MAX_WAITING_CHANGES = 200_000;

  /** The maximum size of the changes that wait for the next write. */
  static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

  // Half of the promised second: a force takes time, too.
  private static final long FORCE_INTERVAL_MILLIS = 500;

  private final Vertx vertx;
  private final StoreThread thread;
  private final FsyncMode fsync;
  private final StoreMetrics metrics;
  private List<Submission> waiting = new ArrayList<>();
  private int queuedChanges;
  private @Nullable Long queuedSinceNanos;
  private int waitingChanges;
  private int writingChanges;
  private long writingSinceNanos;
  private long waitingBytes;
  private boolean forceNext;
  private boolean writing;
  private boolean unforced;
  private long forceTimer = -1;
  private volatile @Nullable Context owner;
  private @Nullable Promise<Void> closing;

  private record Submission(List<StoreChange> changes, long nanos, Promise<Void> stored) {}

  /**
   * @param worker the thread of the store, which only this object uses from now on
   */
  public StoreCommitter(
      Vertx vertx, StoreWorker worker, DurableStore store, FsyncMode fsync, StoreMetrics metrics) {
    this.vertx = vertx;
    this.thread = new StoreThread(worker, store, metrics);
    this.fsync = fsync;
    this.metrics = metrics;
    thread.start();
  }

  /** Returns the state of the store, for any thread. */
  public StoreCondition condition() {
    return thread.condition();
  }

  @Override
  public Future<Void> write(List<StoreChange> changes) {
    if (closing != null) {
      return Future.failedFuture(new StoreException("The store is closed."));
    }
    long bytes = ChangeSize.of(changes);
    if (!waiting.isEmpty()
        && (waitingChanges + changes.size() > MAX_WAITING_CHANGES
            || waitingBytes + bytes > MAX_WAITING_BYTES)) {
      metrics.refused(changes.size());
      return Future.failedFuture(
          new StoreException(
              "%d changes (%d bytes) wait for the store's disk already."
                  .formatted(waitingChanges, waitingBytes)));
    }
    Submission submission = new Submission(changes, System.nanoTime(), Promise.promise());
    waiting.add(submission);
    waitingChanges += changes.size();
    waitingBytes += bytes;
    reportWaiting();
    begin();
    return submission.stored.future();
  }

  @Override
  public Future<Void> writeForced(List<StoreChange> changes) {
    forceNext = true;
    return write(changes);
  }

  private void begin() {
    if (owner == null) {
      owner = vertx.getOrCreateContext();
      if (fsync == FsyncMode.INTERVAL) {
        forceTimer = vertx.setPeriodic(FORCE_INTERVAL_MILLIS, timer -> force());
      }
    }
    if (!writing) {
      writeNext();
    }
  }

  private void writeNext() {
    List<Submission> group = waiting;
    waiting = new ArrayList<>();
    writingChanges = waitingChanges;
    waitingChanges = 0;
    waitingBytes = 0;
    writing = !group.isEmpty();
    writingSinceNanos = writing ? group.get(0).nanos : 0;
    reportWaiting();
    if (writing) {
      List<StoreChange> changes = new ArrayList<>();
      group.forEach(submission -> changes.addAll(submission.changes));
      boolean forced = forceNext || fsync == FsyncMode.ALWAYS;
      forceNext = false;
      thread.write(changes, forced).onComplete(written -> complete(group, written));
    } else if (closing != null) {
      vertx.cancelTimer(forceTimer);
      thread.close().onComplete(closing);
    }
  }

  @Override
  public void queued(int changes, @Nullable Long sinceNanos) {
    queuedChanges = changes;
    queuedSinceNanos = sinceNanos;
    reportWaiting();
  }

  @Override
  public void refused(int changes) {
    metrics.refused(changes);
  }

  private void reportWaiting() {
    boolean submitted = writing || !waiting.isEmpty();
    long since = writing || waiting.isEmpty() ? writingSinceNanos : waiting.get(0).nanos;
    Long queued = queuedSinceNanos;
    if (queued != null && (!submitted || queued - since < 0)) {
      since = queued;
    }
    metrics.waiting(queuedChanges + writingChanges + waitingChanges, since);
  }

  private void complete(List<Submission> group, AsyncResult<Void> written) {
    unforced |= written.succeeded();
    for (Submission submission : group) {
      try {
        if (written.succeeded()) {
          submission.stored.complete();
        } else {
          submission.stored.fail(written.cause());
        }
      } catch (RuntimeException failure) {
        LOG.error("The receiver of a result of the store failed", failure);
      }
    }
    writeNext();
  }

  private void force() {
    if (unforced) {
      unforced = false;
      thread.force().onFailure(failure -> unforced = true);
    }
  }

  /** Writes what was submitted, then closes the store and its thread. Safe on any thread. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    Context writer = owner;
    if (writer == null) {
      thread.close().onComplete(closed);
    } else {
      writer.runOnContext(
          run -> {
            closing = closed;
            if (!writing) {
              writeNext();
            }
          });
    }
    return closed.future();
  }
}
