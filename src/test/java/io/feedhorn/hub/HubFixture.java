package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.ResumeResult;
import io.feedhorn.metrics.WriteLatency;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.Receipt;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A writer and a hub, each on its own event loop. {@code chat} and {@code notify} deliver every
 * update. Each connection is a slice of a flush, so that everything can happen between two.
 */
final class HubFixture implements AutoCloseable {
  static final int BACKLOG_BYTES = 2_000;

  final Vertx vertx;
  final FakeClock clock = new FakeClock();
  final CountingMetrics metrics = new CountingMetrics();
  final FeedRegistry feeds;
  final PublishService publishService;
  final Context loop;
  final Hub hub;

  private HubFixture(Vertx vertx, int historySize) {
    this(vertx, clock -> new FeedRegistry(feedsOptions(historySize), clock, new Random()));
  }

  private HubFixture(Vertx vertx, Function<Clock, FeedRegistry> newFeeds) {
    this.vertx = vertx;
    this.feeds = newFeeds.apply(clock);
    this.publishService = new PublishService(vertx.eventBus(), 10_000);
    await(vertx.deployVerticle(new FeedWriterVerticle(feeds, metrics, 10_000)));
    LoopVerticle verticle = new LoopVerticle();
    await(vertx.deployVerticle(verticle));
    this.loop = verticle.loop();
    this.hub = callOnLoop(() -> new Hub(vertx, feeds, metrics, BACKLOG_BYTES, flushQueue()));
  }

  private FlushQueue flushQueue() {
    return new FlushQueue(vertx, metrics, Tracer.NONE, clock, WriteBatch.NONE, () -> 0, 1);
  }

  static HubFixture start() {
    return on(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), 1_000);
  }

  /** Returns the fixture of a cluster node, whose feeds have the initial epoch {@code k3f9}. */
  static HubFixture replicated() {
    return replicatedOn(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), 1_000);
  }

  /**
   * @param historySize the number of retained updates of each topic
   */
  static HubFixture replicatedOn(Vertx vertx, int historySize) {
    return new HubFixture(
        vertx, clock -> FeedRegistry.shared(feedsOptions(historySize), clock, "k3f9"));
  }

  /**
   * @param historySize the number of retained updates of each topic
   */
  static HubFixture on(Vertx vertx, int historySize) {
    return new HubFixture(vertx, historySize);
  }

  private static FeedsOptions feedsOptions(int historySize) {
    Duration day = Duration.ofDays(1);
    FeedOptions every = new FeedOptions(DeliveryMode.EVERY, historySize, day, "no-cache");
    return new FeedsOptions(
        new FeedOptions(DeliveryMode.LATEST, historySize, day, "no-cache"),
        Map.of("chat", every, "notify", every));
  }

  /** Runs an action on the hub's event loop and waits for its result. */
  <T> T callOnLoop(Callable<T> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        none -> {
          try {
            done.complete(action.call());
          } catch (Throwable failure) {
            done.fail(failure);
          }
        });
    return await(done.future());
  }

  void runOnLoop(Runnable action) {
    callOnLoop(
        () -> {
          action.run();
          return true;
        });
  }

  Receipt publish(String topic, String json) {
    return await(publishService.publish(topic, json));
  }

  /** Publishes an update on each of some topics. */
  void publishTo(String... topics) {
    for (String topic : topics) {
      publish(topic, "0");
    }
  }

  /** Appends an update to a log that the feed does not have yet. */
  Update append(FeedLog log, String topic) {
    return log.append(Topic.parse(topic), Buffer.buffer("0"), clock.micros());
  }

  /** Subscribes with a cursor of the feed prices in its first epoch. */
  SubscribeResult subscribeAt(ScriptedReader reader, long offset, String pattern) {
    return subscribe(reader, Cursor.parse("prices:k3f9:" + offset), SubscribeOptions.ALL, pattern);
  }

  /** Returns the cursor up to which a reader has all updates. */
  String caughtUp(ScriptedReader reader) {
    return String.valueOf(callOnLoop(() -> hub.caughtUpCursor(reader.outbox())));
  }

  /** Waits until the hub has flushed all updates whose receipts were received. */
  void awaitFlush() {
    runOnLoop(() -> {});
    runOnLoop(() -> {});
    Promise<Void> flushed = Promise.promise();
    runOnLoop(() -> hub.afterFlush(flushed::complete));
    await(flushed.future());
  }

  ScriptedReader reader(String name) {
    return callOnLoop(() -> new ScriptedReader(hub, name));
  }

  SubscribeResult subscribe(ScriptedReader reader, String... patterns) {
    return subscribe(reader, null, SubscribeOptions.ALL, patterns);
  }

  SubscribeResult subscribe(
      ScriptedReader reader, @Nullable Cursor since, SubscribeOptions options, String... patterns) {
    return callOnLoop(
        () -> hub.subscribe(reader.outbox(), patterns(patterns), since, true, options));
  }

  static List<TopicPattern> patterns(String... patterns) {
    return Stream.of(patterns).map(TopicPattern::parse).toList();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(50, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not completed within 50 s", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static final class LoopVerticle extends VerticleBase {
    Context loop() {
      return context;
    }
  }

  /** Counters by transport, which is the reader's name in these tests. */
  static final class CountingMetrics implements Metrics {
    private final Map<String, Integer> conflated = new ConcurrentHashMap<>();
    private final Map<String, Integer> delivered = new ConcurrentHashMap<>();
    private final Map<String, Integer> lagging = new ConcurrentHashMap<>();
    private final Map<String, Integer> subscribed = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> latencies = new ConcurrentHashMap<>();
    private final List<String> resumed = new CopyOnWriteArrayList<>();

    int lagging(String transport) {
      return lagging.getOrDefault(transport, 0);
    }

    int subscribed(String feed) {
      return subscribed.getOrDefault(feed, 0);
    }

    /** Returns the measured times from publish to write, in microseconds. */
    List<Long> latencies(String transport) {
      return latencies.getOrDefault(transport, List.of());
    }

    List<String> resumed() {
      return resumed;
    }

    @Override
    public void lagging(String transport, int change) {
      lagging.merge(transport, change, Integer::sum);
    }

    @Override
    public void subscribed(String feed, int change) {
      subscribed.merge(feed, change, Integer::sum);
    }

    @Override
    public void resumed(String transport, ResumeResult result) {
      resumed.add(transport + " " + result.label());
    }

    @Override
    public WriteLatency newWriteLatency(String transport) {
      return latencies.computeIfAbsent(transport, name -> new CopyOnWriteArrayList<>())::add;
    }

    int conflated(String transport) {
      return conflated.getOrDefault(transport, 0);
    }

    int delivered(String transport) {
      return delivered.getOrDefault(transport, 0);
    }

    @Override
    public void delivered(String transport, int updates) {
      delivered.merge(transport, updates, Integer::sum);
    }

    @Override
    public void conflated(String transport, int updates) {
      conflated.merge(transport, updates, Integer::sum);
    }

    @Override
    public void published(String feed) {}

    @Override
    public void opened(String transport) {}

    @Override
    public void closed(String transport) {}

    @Override
    public void refused(ErrorCode code) {}
  }
}
