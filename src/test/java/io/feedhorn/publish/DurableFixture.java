package io.feedhorn.publish;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.StoreMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Update;
import io.feedhorn.store.FsyncMode;
import io.feedhorn.store.InMemoryDurableStore;
import io.feedhorn.store.StoreCommitter;
import io.feedhorn.store.StoreWorker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The writer of a node with a store. The feeds {@code prices} and {@code chat} are in memory. */
final class DurableFixture implements AutoCloseable {
  static final int HISTORY_SIZE = 3;
  static final Duration HISTORY_AGE = Duration.ofHours(1);

  final Vertx vertx = Vertx.vertx();
  final InMemoryDurableStore store;
  final FeedRegistry feeds;
  final PublishService publishService = new PublishService(vertx.eventBus(), 1_000);
  final StoreCommitter committer;
  final StoredState loaded;
  final AtomicInteger refused = new AtomicInteger();
  volatile int waiting;
  volatile long waitingSince;
  private final String deployment;

  private DurableFixture(
      InMemoryDurableStore store,
      FeedsOptions options,
      Clock clock,
      FsyncMode fsync,
      long machineRun) {
    this.store = store;
    this.feeds = new FeedRegistry(options, clock, new Random());
    StoreLoader loader =
        new StoreLoader(
            feeds, new Random(), new MachineBoot(machineRun, fsync == FsyncMode.ALWAYS));
    store.load(loader);
    this.loaded = loader.finish();
    StoreWorker worker = new StoreWorker(vertx);
    this.committer = new StoreCommitter(vertx, worker, store, fsync, metrics());
    Metrics metrics = new NoMetrics();
    FeedWriter writer =
        new RoutedFeedWriter(
            feeds,
            new DurableFeedWriter(feeds, metrics, committer, loaded),
            new LocalFeedWriter(feeds, metrics));
    this.deployment =
        await(vertx.deployVerticle(new FeedWriterVerticle(feeds, writer, 1_000, List.of())));
  }

  private StoreMetrics metrics() {
    return new StoreMetrics() {
      @Override
      public void waiting(int changes, long sinceNanos) {
        waiting = changes;
        waitingSince = sinceNanos;
      }

      @Override
      public void refused(int changes) {
        refused.addAndGet(changes);
      }
    };
  }

  static DurableFixture start(InMemoryDurableStore store, Clock clock) {
    return new DurableFixture(store, options(HISTORY_SIZE), clock, FsyncMode.ALWAYS, 1);
  }

  static DurableFixture start(InMemoryDurableStore store, FeedsOptions options, Clock clock) {
    return new DurableFixture(store, options, clock, FsyncMode.ALWAYS, 1);
  }

  /**
   * @param machineRun another number for each start of the machine
   */
  static DurableFixture withInterval(InMemoryDurableStore store, Clock clock, long machineRun) {
    return new DurableFixture(store, options(HISTORY_SIZE), clock, FsyncMode.INTERVAL, machineRun);
  }

  /**
   * @param historySize the number of retained updates of each topic of durable feeds
   */
  static FeedsOptions options(int historySize) {
    return new FeedsOptions(
        new FeedOptions(DeliveryMode.EVERY, historySize, HISTORY_AGE, "no-cache", true),
        Map.of("prices", FeedOptions.DEFAULT, "chat", FeedOptions.DEFAULT),
        new LogLimits(4, 3));
  }

  Future<Receipt> publish(String topic, String json) {
    return publishService.publish(topic, json);
  }

  Future<Receipt> publish(String topic, String json, String key) {
    return publishService.publish(topic, json, key, null);
  }

  Receipt published(String topic, String json) {
    return await(publish(topic, json));
  }

  Receipt deleted(String topic) {
    return await(publishService.delete(topic, null, null));
  }

  /** Returns the refusal of a publish. */
  static FeedException refusal(Future<?> publish) {
    try {
      await(publish);
      throw new AssertionError("the publish was accepted");
    } catch (CompletionException failure) {
      return (FeedException) Objects.requireNonNull(failure.getCause());
    }
  }

  static ErrorCode code(Future<?> publish) {
    return refusal(publish).code();
  }

  /** Returns the values of a topic's history, oldest first. */
  List<String> history(String topic) {
    var log = feeds.log(topic.substring(0, topic.indexOf('.')));
    return log == null
        ? List.of()
        : log.history(topic, 100, Long.MAX_VALUE, feeds.clock().micros()).stream()
            .map(update -> update.data().toString())
            .toList();
  }

  @Nullable Update snapshot(String topic) {
    var log = feeds.log(topic.substring(0, topic.indexOf('.')));
    return log == null ? null : log.newest(topic);
  }

  /** Stops as planned. */
  void stop() {
    await(vertx.undeploy(deployment));
    await(committer.close());
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof TimeoutException) {
        throw new AssertionError("not within 30 s", failure);
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    store.release();
    await(vertx.close());
  }
}
