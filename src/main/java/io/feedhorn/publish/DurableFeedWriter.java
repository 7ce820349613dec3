package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.trace.Span;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of durable feeds of a single node. Stores one batch at a time, while the publishes
 * that arrive meanwhile are queued for the next one. An update enters the log, is broadcast and
 * acknowledged only after it was stored. A batch that cannot be stored has no effect: its publishes
 * are refused, and its offsets are assigned again. Owned by the writer's event loop.
 */
public final class DurableFeedWriter implements FeedWriter {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFeedWriter.class);
  private static final long TRIM_INTERVAL_MILLIS = 5_000;
  private static final long RETRY_AFTER_SECONDS = 5;
  private static final int MAX_KEYS = 1_000_000;

  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final StoreWriter store;
  private final Tracer tracer;
  private final StoreTrim trim = new StoreTrim();
  private final IdempotencyCache keys;
  private final DurableQueue queue;
  private boolean committing;
  private @Nullable Promise<Void> closing;
  private @Nullable Context context;
  private @Nullable UpdateBroadcaster broadcaster;
  private @Nullable StoredState loaded;
  private @Nullable StoredFeed running;
  private @Nullable StoredFeed stopped;
  private boolean failing;
  private boolean marked;
  private final Promise<Void> started = Promise.promise();

  /**
   * @param loaded the content of the store
   */
  public DurableFeedWriter(
      FeedRegistry feeds, Metrics metrics, StoreWriter store, StoredState loaded) {
    this(feeds, metrics, store, loaded, Tracer.NONE);
  }

  /**
   * @param loaded the content of the store
   * @param tracer records the time until a batch is stored
   */
  public DurableFeedWriter(
      FeedRegistry feeds, Metrics metrics, StoreWriter store, StoredState loaded, Tracer tracer) {
    this.tracer = tracer;
    this.feeds = feeds;
    this.metrics = metrics;
    this.store = store;
    this.queue = new DurableQueue(store);
    this.loaded = loaded;
    this.keys =
        new IdempotencyCache(MAX_KEYS, feeds.clock()::nanos, (key, receipt) -> trim.removeKey(key));
  }

  /**
   * Installs the stored feeds. Removes from the store what is not needed any more, and marks it as
   * in use. Completes after the first attempt; if that fails, every later one tries it again.
   */
  @Override
  public Future<?> start(Vertx vertx) {
    context = vertx.getOrCreateContext();
    broadcaster = new UpdateBroadcaster(vertx.eventBus());
    StoredState state = Objects.requireNonNull(loaded);
    running = state.running();
    stopped = state.stopped();
    loaded = null; // The keys and changes can be collected.
    feeds.setDurableEpoch(state.running().epoch());
    state.logs().forEach(this::install);
    state.keys().forEach(key -> keys.put(key.topic(), key.key(), key.receipt(), key.ageNanos()));
    trim.add(state.cleanup());
    vertx.setPeriodic(TRIM_INTERVAL_MILLIS, timer -> trim());
    commitSoon();
    return started.future();
  }

  private void install(String feed, FeedLog log) {
    log.onDropped(update -> trim.removeUpdate(feed, update));
    feeds.replace(feed, log);
  }

  private void trim() {
    if (closing != null) {
      return;
    }
    keys.evictExpired();
    if (failing && trim.isEmpty()) {
      // Finds out that the disk can be written again, although nobody publishes.
      trim.add(List.of(Objects.requireNonNull(running)));
    }
    if (!trim.isEmpty()) {
      commitSoon();
    }
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    if (closing != null) {
      // The mark of a running server may be gone: a power cut could take the update unnoticed.
      return Future.failedFuture(
          new FeedException(
              ErrorCode.UNAVAILABLE, "The server is stopping; publish again soon.", 1));
    }
    DurablePublish publish = DurablePublish.of(command, feeds.clock().micros());
    if (!queue.add(publish)) {
      return Future.failedFuture(
          new FeedException(
              ErrorCode.UNAVAILABLE,
              "Too many publishes on durable feeds wait for the disk; publish again soon.",
              1));
    }
    commitSoon();
    return publish.receipt().future();
  }

  /** Commits after the publishes that have arrived at the event loop, so that they are in it. */
  private void commitSoon() {
    if (!committing) {
      committing = true;
      runLater(this::commit);
    }
  }

  private void runLater(Runnable action) {
    Objects.requireNonNull(context).runOnContext(run -> action.run());
  }

  private void commit() {
    DurableBatch batch = new DurableBatch(feeds, keys);
    queue.moveTo(batch);
    // Removals first: an expired key may be stored again by this batch.
    List<StoreChange> removals = trim.take();
    List<StoreChange> changes = new ArrayList<>(removals);
    changes.addAll(batch.changes());
    if (changes.isEmpty()) {
      marked = true;
      started.tryComplete();
      complete(batch, null);
      commitNext();
      return;
    }
    feeds.setBeingStored(batch.newFeeds());
    List<Span> spans = spans(batch);
    // The mark is on the disk before an update is: without it, the next start would not know that a
    // power cut may have taken updates.
    (marked ? store.write(changes) : store.writeForced(changes))
        .onComplete(written -> started.tryComplete())
        .onComplete(written -> spans.forEach(span -> span.end(written.cause())))
        .onSuccess(stored -> committed(batch))
        .onFailure(failure -> failed(batch, removals));
  }

  private List<Span> spans(DurableBatch batch) {
    if (!tracer.isOn()) {
      return List.of();
    }
    List<Span> spans = tracer.beginEach("store", "", batch.traces());
    spans.forEach(span -> span.number("feedhorn.updates", batch.size()));
    return spans;
  }

  private void committed(DurableBatch batch) {
    failing = false;
    marked = true;
    feeds.setBeingStored(0);
    batch
        .logs()
        .forEach(
            (feed, log) -> {
              if (feeds.log(feed) != log) {
                install(feed, log);
              }
            });
    batch.append();
    // The disk is busy with the next batch while readers and callers hear of this one.
    commitNext();
    runLater(() -> complete(batch, null));
  }

  private void failed(DurableBatch batch, List<StoreChange> removals) {
    failing = true;
    feeds.setBeingStored(0);
    trim.putBack(removals);
    FeedException failure =
        new FeedException(
            ErrorCode.UNAVAILABLE,
            "The update cannot be stored now, and is not published; publish again soon.",
            RETRY_AFTER_SECONDS);
    batch.onFailed(failure);
    commitNext();
    complete(batch, failure);
  }

  private void commitNext() {
    committing = false;
    queue.written();
    if (!queue.isEmpty()) {
      committing = true;
      commit();
    } else if (trim.isLarge() && !failing) {
      commitSoon();
    } else if (closing != null) {
      end(closing);
    }
  }

  /**
   * @param failure the refusal of the updates of the batch; null if they were stored
   */
  private void complete(DurableBatch batch, @Nullable FeedException failure) {
    if (failure == null) {
      Objects.requireNonNull(broadcaster).broadcast(batch.updates());
      batch.updates().forEach(update -> metrics.published(update.topic().feed()));
    }
    for (DurableBatch.Outcome outcome : batch.outcomes()) {
      try {
        complete(outcome, failure);
      } catch (RuntimeException failedReceiver) {
        // The others are completed even if the receiver of this one fails.
        LOG.error("Handling the answer to a publish failed", failedReceiver);
      }
    }
  }

  private static void complete(DurableBatch.Outcome outcome, @Nullable FeedException failure) {
    Receipt receipt = outcome.result().receipt();
    Promise<Receipt> promise = outcome.publish().receipt();
    if (receipt == null) {
      promise.fail(outcome.result().exception());
    } else if (outcome.inBatch() && failure != null) {
      promise.fail(failure);
    } else {
      promise.complete(receipt);
    }
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    Position end = feeds.endPosition(feed);
    return Future.succeededFuture(end.epoch().equals(at.epoch()) && end.offset() >= at.offset());
  }

  @Override
  public Future<?> close() {
    Promise<Void> closed = Promise.promise();
    closing = closed;
    if (!committing) {
      end(closed);
    }
    return closed.future();
  }

  private void end(Promise<Void> closed) {
    // After the receipts of the last batch, which come with an earlier turn of the loop.
    StoredFeed inUse = Objects.requireNonNull(running);
    StoredFeed record = Objects.requireNonNull(stopped);
    // Two forces: the disk may write the records of one force in any order, and the mark must not
    // be removed before every update is there.
    Future<?> last =
        record.equals(inUse)
            ? Future.succeededFuture()
            : store
                .writeForced(List.of(inUse))
                .compose(forced -> store.writeForced(List.of(record)));
    last.onComplete(stored -> runLater(closed::tryComplete));
  }
}
