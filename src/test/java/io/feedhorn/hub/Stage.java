package io.feedhorn.hub;

import io.feedhorn.log.FeedCatalog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Code;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Delivery;
import io.feedhorn.model.HandClock;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Pattern;
import io.feedhorn.publish.Door;
import io.feedhorn.publish.FeedVerticle;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The writer and a hub, as a node has them: each on an event loop, {@code chat} never conflated.
 */
final class Stage implements AutoCloseable {
  static final int BACKLOG_BYTES = 2_000;

  final Vertx vertx;
  final HandClock clock = new HandClock();
  final Counted meters = new Counted();
  final Feeds feeds;
  final Door door;
  final Context loop;
  final Hub hub;

  private Stage(Vertx vertx, int kept) {
    this(vertx, clock -> new Feeds(catalog(kept), clock, new Random()));
  }

  private Stage(Vertx vertx, Function<Clock, Feeds> made) {
    this.vertx = vertx;
    this.feeds = made.apply(clock);
    this.door = new Door(vertx.eventBus(), 10_000);
    await(vertx.deployVerticle(new FeedVerticle(feeds, meters, 10_000)));
    Home home = new Home();
    await(vertx.deployVerticle(home));
    this.loop = home.loop();
    this.hub = onLoop(() -> new Hub(vertx, feeds, meters, BACKLOG_BYTES, () -> 0));
  }

  static Stage set() {
    return on(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), 1_000);
  }

  /** One of several nodes, whose feeds have the epoch {@code k3f9} at first. */
  static Stage mirroring() {
    return new Stage(
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)),
        clock -> Feeds.shared(catalog(1_000), clock, "k3f9"));
  }

  /**
   * @param kept the updates that history keeps of each topic
   */
  static Stage on(Vertx vertx, int kept) {
    return new Stage(vertx, kept);
  }

  private static FeedCatalog catalog(int kept) {
    Duration day = Duration.ofDays(1);
    return new FeedCatalog(
        new FeedOptions(Delivery.LATEST, kept, day, "no-cache"),
        Map.of("chat", new FeedOptions(Delivery.EVERY, kept, day, "no-cache")));
  }

  /** Runs an action on the hub's event loop and waits for what it gives. */
  <T> T onLoop(Callable<T> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        turn -> {
          try {
            done.complete(action.call());
          } catch (Throwable failure) {
            done.fail(failure);
          }
        });
    return await(done.future());
  }

  void run(Runnable action) {
    onLoop(
        () -> {
          action.run();
          return true;
        });
  }

  Receipt publish(String topic, String json) {
    return await(door.publish(topic, json));
  }

  /** Waits until the hub has handed out all that was published and answered before. */
  void settle() {
    run(() -> {});
    run(() -> {});
  }

  ScriptedReader reader(String name) {
    return onLoop(() -> new ScriptedReader(hub, name));
  }

  Splice subscribe(ScriptedReader reader, String... patterns) {
    return subscribe(reader, null, Options.ALL, patterns);
  }

  Splice subscribe(
      ScriptedReader reader, @Nullable Cursor since, Options options, String... patterns) {
    return onLoop(() -> hub.subscribe(reader.outbox(), patterns(patterns), since, true, options));
  }

  static List<Pattern> patterns(String... patterns) {
    return Stream.of(patterns).map(Pattern::parse).toList();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came in 20 s", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static final class Home extends VerticleBase {
    Context loop() {
      return context;
    }
  }

  /** Counts by transport, which is each reader's name here. */
  static final class Counted implements Meters {
    private final Map<String, Integer> conflated = new ConcurrentHashMap<>();
    private final Map<String, Integer> delivered = new ConcurrentHashMap<>();

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
    public void refused(Code code) {}
  }
}
