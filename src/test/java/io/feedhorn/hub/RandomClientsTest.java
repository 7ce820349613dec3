package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
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
import org.junit.jupiter.api.Tag;

/**
 * Random clients on a hub while publishers publish: they subscribe, change options, stall,
 * disconnect and resume at any moment, so that updates are in flight at each step.
 */
@Tag("race")
class RandomClientsTest {
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
  private static final int MAX_IN_FLIGHT = 40;
  private static final int MAX_AHEAD = 30;

  @SeededRandom(40)
  void everyReaderGetsAnUnbrokenSequenceInAnyInterleaving(long seed) throws Exception {
    run(seed, 100_000, true, 0);
  }

  /** With almost no history, readers that do not resume still get every update. */
  @SeededRandom(20)
  void connectedReadersGetEveryUpdateWithLittleHistory(long seed) throws Exception {
    run(seed, 1, false, 0);
  }

  /** In a cluster, cursors of nodes that are ahead take nothing from other patterns. */
  @SeededRandom(20)
  void everyReaderGetsAnUnbrokenSequenceWithCursorsAheadOfTheNode(long seed) throws Exception {
    run(seed, 100_000, true, MAX_AHEAD);
  }

  private static void run(long seed, int historySize, boolean resuming, int maxAhead)
      throws Exception {
    Random random = new Random(seed);
    int loops = 1 + random.nextInt(3);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    try (HubFixture fixture =
        maxAhead == 0
            ? HubFixture.on(vertx, historySize)
            : HubFixture.replicatedOn(vertx, historySize)) {
      Queue<Update> published = new ConcurrentLinkedQueue<>();
      for (String feed : FEEDS) {
        vertx
            .eventBus()
            .localConsumer(
                Addresses.updates(feed),
                (Message<ConsecutiveUpdates> m) -> published.addAll(m.body().updates()));
      }
      List<ScriptedClient> clients =
          fixture.callOnLoop(() -> clients(fixture, random, resuming, maxAhead));
      int publishes = runSteps(fixture, random, clients);

      await("all published updates").until(() -> published.size() == publishes);
      fixture.runOnLoop(() -> clients.forEach(ScriptedClient::recover));
      await("all clients to catch up")
          .atMost(Duration.ofSeconds(50))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(
              () ->
                  fixture.callOnLoop(
                      () -> clients.stream().allMatch(client -> isCaughtUp(fixture, client))));
      Map<String, List<Update>> byTopic =
          published.stream().collect(Collectors.groupingBy(update -> update.topic().name()));
      fixture.runOnLoop(() -> clients.forEach(client -> client.check(byTopic)));
    }
  }

  private static List<ScriptedClient> clients(
      HubFixture fixture, Random random, boolean resuming, int maxAhead) {
    List<ScriptedClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random own = new Random(random.nextLong());
      clients.add(
          new RandomClient(
              fixture, "random" + i, own, Set.copyOf(TOPICS), PATTERNS, resuming, maxAhead));
    }
    for (int i = 0; resuming && i < 4; i++) {
      List<TopicPattern> patterns =
          i < 2
              ? HubFixture.patterns("prices.>", "chat.*", "chat.>")
              : HubFixture.patterns(
                  i == 2 ? "prices.*" : "chat.*", i == 2 ? "prices.a.>" : "chat.b.x");
      Random own = new Random(random.nextLong());
      clients.add(new ReconnectingClient(fixture, "reconnecting" + i, own, patterns, i == 0));
    }
    return clients;
  }

  /** Runs the steps and returns the number of published updates. */
  private static int runSteps(HubFixture fixture, Random random, List<ScriptedClient> clients)
      throws Exception {
    Context publisher = fixture.vertx.getOrCreateContext();
    Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    int publishes = 0;
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(3) == 0) {
        ScriptedClient client = clients.get(random.nextInt(clients.size()));
        acquire(inFlight);
        fixture.loop.runOnContext(none -> runAction(client::runRandomAction, failures, inFlight));
      } else {
        int burst = 1 + random.nextInt(random.nextInt(10) == 0 ? 20 : 3);
        for (int i = 0; i < burst; i++) {
          String topic = TOPICS.get(random.nextInt(TOPICS.size()));
          acquire(inFlight);
          publisher.runOnContext(none -> publish(fixture, topic, failures, inFlight));
        }
        publishes += burst;
      }
    }
    assertThat(inFlight.tryAcquire(MAX_IN_FLIGHT, 20, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).isEmpty();
    return publishes;
  }

  private static void publish(
      HubFixture fixture, String topic, Queue<Throwable> failures, Semaphore inFlight) {
    fixture
        .publishService
        .publish(topic, "\"some sixty bytes of text for every one of the updates\"")
        .onFailure(failures::add)
        .onComplete(done -> inFlight.release());
  }

  private static void runAction(Runnable runSteps, Queue<Throwable> failures, Semaphore inFlight) {
    try {
      runSteps.run();
    } catch (Throwable failure) {
      failures.add(failure);
    } finally {
      inFlight.release();
    }
  }

  private static void acquire(Semaphore inFlight) throws InterruptedException {
    assertThat(inFlight.tryAcquire(20, TimeUnit.SECONDS)).as("a step completes").isTrue();
  }

  private static boolean isCaughtUp(HubFixture fixture, ScriptedClient client) {
    Cursor caughtUpCursor = client.caughtUpCursor();
    return caughtUpCursor != null
        && caughtUpCursor.positions().entrySet().stream()
            .allMatch(entry -> isEnd(fixture, entry.getKey(), entry.getValue()));
  }

  /** In a cluster, also beyond the end, for a reader from a node that is ahead. */
  private static boolean isEnd(HubFixture fixture, String feed, Position position) {
    Position end = fixture.feeds.endPosition(feed);
    return position.equals(end)
        || (fixture.feeds.isReplicated()
            && position.epoch().equals(end.epoch())
            && position.offset() > end.offset());
  }
}
