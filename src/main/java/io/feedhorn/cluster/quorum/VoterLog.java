package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.quorum.AppendReply.Outcome;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReplica;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vote of this node on one durable feed: what it has promised to owners, and the one batch that
 * it has stored and that may not be committed. An operation begins after the earlier ones have been
 * stored. Answers are given when the state that they report is on the disk. Owned by the writer's
 * event loop.
 *
 * <p>A batch is in the place after the committed updates. A batch of a later term takes the place
 * of another one; both are the same if the first one is committed, as its owner has asked a
 * majority.
 */
public final class VoterLog {
  private static final Logger LOG = LoggerFactory.getLogger(VoterLog.class);
  private static final long TRIM_INTERVAL_NANOS = 5_000_000_000L;

  private final String feed;
  private final FeedReplica replica;
  private final ReplicaLog log;
  private final ForcedWrites store;
  private final BooleanSupplier trusted;
  private final CommittedLog committed;
  private long promise;
  private boolean whole;
  private @Nullable Batch accepted;
  private @Nullable Long trimmedNanos;
  private final ReceivedBatches received = new ReceivedBatches();
  private Future<?> last = Future.succeededFuture();

  /**
   * Creates the vote of a feed whose committed updates are in the replica's log.
   *
   * @param loaded what the store contained, or null if it had nothing of the feed
   * @param accepted the batch that the store contained after the committed updates, or null
   * @param trusted true while this store decides what the others get
   */
  public VoterLog(
      FeedReplica replica,
      StoreWriter store,
      @Nullable StoredReplica loaded,
      @Nullable Batch accepted,
      BooleanSupplier trusted) {
    this.feed = replica.feed();
    this.replica = replica;
    this.log = replica.log();
    this.store = new ForcedWrites(store);
    this.trusted = trusted;
    this.whole = loaded != null && loaded.whole();
    this.promise = whole && loaded != null ? loaded.promise() : 0;
    this.accepted = accepted;
    this.committed = new CommittedLog(log, feed);
    log.setSink(committed);
  }

  public String feed() {
    return feed;
  }

  /** Returns the offset up to which this node has the committed updates. */
  long committedOffset() {
    return log.offset();
  }

  /** Returns true if this vote counts. */
  public boolean isWhole() {
    return whole;
  }

  /** Promises to accept nothing of an earlier term, unless a later one was promised. */
  public Future<LogEnd> promise(long term) {
    return run(
        () ->
            whole && term > promise
                ? write(List.of(), term, true, accepted).map(done -> end(promised(term)))
                : Future.succeededFuture(end(false)));
  }

  private boolean promised(long term) {
    promise = term;
    return true;
  }

  /** Returns the state after all earlier operations. */
  public Future<LogEnd> end() {
    return run(() -> Future.succeededFuture(end(false)));
  }

  private LogEnd end(boolean granted) {
    Batch open = accepted;
    boolean isOpen = open != null && open.lastOffset() > log.offset();
    return new LogEnd(
        granted,
        promise,
        whole,
        trusted.getAsBoolean(),
        log.epoch(),
        log.offset(),
        committed.storedOffset(),
        isOpen ? open : null);
  }

  /**
   * Stores a batch of an owner.
   *
   * @param previousOffset the offset before the batch; everything up to it is committed
   */
  public Future<AppendReply> append(long term, long previousOffset, Batch batch) {
    received.add(batch);
    return run(
        () -> {
          Outcome refusal = refusal(term, previousOffset, batch);
          return refusal != null
              ? Future.succeededFuture(new AppendReply(refusal, promise))
              : store
                  .ready()
                  .compose(ready -> storeCommitted())
                  .compose(stored -> accept(batch))
                  .map(stored -> new AppendReply(Outcome.ACCEPTED, promise));
        });
  }

  /** Returns the updates that a notice of the owner is about, or the notice if they are missing. */
  public Batch complete(Batch notice) {
    return received.complete(notice);
  }

  private @Nullable Outcome refusal(long term, long previousOffset, Batch batch) {
    if (!whole) {
      return Outcome.NOT_WHOLE;
    }
    if (term != promise) {
      return term < promise ? Outcome.FENCED : Outcome.NOT_PROMISED;
    }
    Batch before = accepted;
    if (before != null && before.term() == term && before.lastOffset() == previousOffset) {
      commit(before);
    }
    if (log.offset() < previousOffset) {
      return Outcome.MISSING;
    }
    boolean other = previousOffset > 0 && !batch.epoch().equals(log.epoch());
    return other || log.offset() > previousOffset ? Outcome.AHEAD : null;
  }

  /** Applies a batch that is committed: its owner builds on it. */
  private void commit(Batch batch) {
    if (log.offset() < batch.lastOffset()) {
      apply(log, batch);
      replica.runApplied();
    }
  }

  /** Applies a committed batch, which may be the first one of the feed. */
  static void apply(ReplicaLog log, Batch batch) {
    if (log.offset() == 0 && !log.epoch().equals(batch.epoch())) {
      log.restart(batch.epoch(), batch.term());
    }
    log.apply(batch);
  }

  private Future<Void> accept(Batch batch) {
    Batch before = accepted;
    if (before != null && before.hasSameEntries(batch)) {
      return write(List.of(), promise, true, batch).onSuccess(done -> accepted = batch);
    }
    return drop(before)
        .compose(
            dropped ->
                write(committed.batch(batch), promise, true, batch)
                    .onSuccess(done -> accepted = batch));
  }

  /** Removes an accepted batch: a later owner knows that it was never committed. */
  private Future<Void> drop(@Nullable Batch batch) {
    return batch == null
        ? Future.succeededFuture()
        : write(FeedRecords.removal(batch), promise, whole, null)
            .onSuccess(done -> accepted = null);
  }

  /**
   * Makes this vote count, because an owner knows that nothing depends on what the store may have
   * forgotten. Completes with false if it counts already, or the log is not level yet.
   *
   * @param level the offset up to which the log must have the updates
   */
  public Future<Boolean> grant(long term, long level) {
    return run(
        () -> {
          if (whole || term <= promise || log.offset() < level) {
            return Future.succeededFuture(false);
          }
          return storeCommitted()
              .compose(stored -> drop(accepted))
              .compose(dropped -> write(List.of(), term, true, null))
              .map(
                  stored -> {
                    promise = term;
                    whole = true;
                    LOG.info("The vote of this node counts for feed {}", feed);
                    return true;
                  });
        });
  }

  /** Stores what was committed, and removes what was dropped. Called several times a second. */
  public void check(long nanos) {
    boolean trimDue = trimmedNanos == null || nanos - trimmedNanos > TRIM_INTERVAL_NANOS;
    boolean due = committed.hasUpdates() || store.isFailing() || trimDue;
    if (due && last.isComplete() && store.mayTry(nanos)) {
      log.keys().evictExpired();
      boolean trims = committed.hasRemovals();
      trimmedNanos = nanos;
      run(
          () ->
              store
                  .tryAgain(nanos)
                  .compose(writable -> storeCommitted())
                  .compose(stored -> trims ? trim() : Future.succeededFuture()));
    }
  }

  private Future<Void> trim() {
    return committed.hasRemovals()
        ? write(List.of(), promise, whole, accepted)
        : Future.succeededFuture();
  }

  private Future<Void> storeCommitted() {
    Batch open = accepted;
    if (open != null && log.offset() >= open.firstOffset()) {
      if (!committed.contains(open)) {
        return drop(open).compose(dropped -> storeCommitted());
      }
      committed.storedAlready(open);
      accepted = null;
    }
    if (!committed.hasUpdates()) {
      return Future.succeededFuture();
    }
    if (committed.isOtherEpoch()) {
      return store
          .write(List.of(new StoreChange.RemoveFeed(feed)))
          .onSuccess(removed -> committed.storedNothing())
          .compose(removed -> storeCommitted());
    }
    return write(committed.all(), List.of(), promise, whole, null);
  }

  private Future<Void> write(
      List<StoreChange> updates, long newPromise, boolean isWhole, @Nullable Batch open) {
    return write(committed.removals(), updates, newPromise, isWhole, open);
  }

  private Future<Void> write(
      CommittedLog.Pending pending,
      List<StoreChange> updates,
      long newPromise,
      boolean isWhole,
      @Nullable Batch open) {
    String epoch = log.epoch();
    List<StoreChange> changes = pending.changes(updates);
    changes.add(
        new StoredReplica(
            feed, newPromise, open == null ? 0 : open.term(), pending.offset(), isWhole));
    return store
        .write(changes)
        .onSuccess(done -> committed.stored(pending, epoch))
        .onFailure(failure -> committed.failed(pending));
  }

  private <T> Future<T> run(Supplier<Future<T>> operation) {
    Future<T> result = last.transform(done -> attempt(operation));
    last = result;
    return result;
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> operation) {
    try {
      return operation.get();
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }
}
