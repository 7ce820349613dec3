package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The play that the whole design stands on: readers come, change, stall, go and resume on the hub's
 * event loop while others publish, so that updates are under way at every moment of it.
 */
class UnbrokenChainTest {
  private static final List<String> FEEDS = List.of("prices", "chat");
  private static final List<String> TOPICS =
      List.of("prices.a", "prices.b", "prices.c", "prices.a.x", "chat.a", "chat.b", "chat.b.x");
  private static final List<TopicPattern> PATTERNS =
      HubFixture.patterns(
          "prices.>",
          "prices.*",
          "prices.a",
          "prices.b",
          "prices.*.x",
          "chat.>",
          "chat.*",
          "chat.b",
          "chat.*.x");
  private static final int STEPS = 1_700;
  private static final int UNDER_WAY = 40;

  @SeededRandom(40)
  void anyInterleavingLeavesEveryReaderWithAnUnbrokenChain(long seed) throws Exception {
    play(seed, 100_000, true);
  }

  /** Where history holds next to nothing, who does not resume is still sent every update. */
  @SeededRandom(20)
  void littleHistoryBreaksNoChainOfWhoStays(long seed) throws Exception {
    play(seed, 1, false);
  }

  private static void play(long seed, int kept, boolean resuming) throws Exception {
    Random random = new Random(seed);
    int loops = 1 + random.nextInt(3);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    try (HubFixture fixture = HubFixture.on(vertx, kept)) {
      Queue<Update> published = new ConcurrentLinkedQueue<>();
      for (String feed : FEEDS) {
        vertx
            .eventBus()
            .localConsumer(Addresses.updates(feed), (Message<Update> m) -> published.add(m.body()));
      }
      List<ScriptedClient> actors = fixture.callOnLoop(() -> cast(fixture, random, resuming));
      int publishes = act(fixture, random, actors);

      await("all that was published").until(() -> published.size() == publishes);
      fixture.runOnLoop(() -> actors.forEach(ScriptedClient::heal));
      await("everyone to catch up")
          .atMost(Duration.ofSeconds(20))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(
              () ->
                  fixture.callOnLoop(
                      () -> actors.stream().allMatch(actor -> hasAll(fixture, actor))));
      Map<String, List<Update>> byTopic =
          published.stream().collect(Collectors.groupingBy(update -> update.topic().name()));
      fixture.runOnLoop(() -> actors.forEach(actor -> actor.check(byTopic)));
    }
  }

  private static List<ScriptedClient> cast(HubFixture fixture, Random random, boolean resuming) {
    List<ScriptedClient> actors = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random own = new Random(random.nextLong());
      actors.add(
          new RandomClient(fixture, "wanderer" + i, own, Set.copyOf(TOPICS), PATTERNS, resuming));
    }
    for (int i = 0; resuming && i < 4; i++) {
      List<TopicPattern> wanted =
          i < 2
              ? HubFixture.patterns("prices.>", "chat.*", "chat.>")
              : HubFixture.patterns(
                  i == 2 ? "prices.*" : "chat.*", i == 2 ? "prices.a.>" : "chat.b.x");
      Random own = new Random(random.nextLong());
      actors.add(new ReconnectingClient(fixture, "resumer" + i, own, wanted, i == 0));
    }
    return actors;
  }

  /** The play itself; returns how much was published. */
  private static int act(HubFixture fixture, Random random, List<ScriptedClient> actors)
      throws Exception {
    Context pen = fixture.vertx.getOrCreateContext();
    Semaphore underWay = new Semaphore(UNDER_WAY);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    int publishes = 0;
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(3) == 0) {
        ScriptedClient actor = actors.get(random.nextInt(actors.size()));
        acquire(underWay);
        fixture.loop.runOnContext(turn -> attempt(actor::act, failures, underWay));
      } else {
        int burst = 1 + random.nextInt(random.nextInt(10) == 0 ? 20 : 3);
        for (int i = 0; i < burst; i++) {
          String topic = TOPICS.get(random.nextInt(TOPICS.size()));
          acquire(underWay);
          pen.runOnContext(turn -> publish(fixture, topic, failures, underWay));
        }
        publishes += burst;
      }
    }
    assertThat(underWay.tryAcquire(UNDER_WAY, 20, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).isEmpty();
    return publishes;
  }

  private static void publish(
      HubFixture fixture, String topic, Queue<Throwable> failures, Semaphore underWay) {
    fixture
        .publishService
        .publish(topic, "\"some sixty bytes of text for every one of the updates\"")
        .onFailure(failures::add)
        .onComplete(done -> underWay.release());
  }

  private static void attempt(Runnable act, Queue<Throwable> failures, Semaphore underWay) {
    try {
      act.run();
    } catch (Throwable failure) {
      failures.add(failure);
    } finally {
      underWay.release();
    }
  }

  private static void acquire(Semaphore underWay) throws InterruptedException {
    assertThat(underWay.tryAcquire(20, TimeUnit.SECONDS)).as("something moves").isTrue();
  }

  private static boolean hasAll(HubFixture fixture, ScriptedClient actor) {
    Cursor settled = actor.settled();
    return settled != null
        && settled.positions().entrySet().stream()
            .allMatch(entry -> entry.getValue().equals(fixture.feeds.endPosition(entry.getKey())));
  }
}
