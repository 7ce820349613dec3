package io.feedhorn.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.metrics.PresenceMetrics;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Member;
import io.feedhorn.model.PresenceTopic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.NoMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PresencePublisherTest {
  private static final String TOPIC = "chat.lobby";
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final PresenceOptions OPTIONS = new PresenceOptions(GRACE, LEASE, 2, 2, 4);

  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));
  private final LocalPresence local = new LocalPresence(LEASE.toNanos() / 1_000);
  private final PresenceTables tables = new PresenceTables(local.table());
  private boolean allNodesKnown = true;
  private PresencePublisher publisher = newPublisher();

  PresencePublisherTest() {
    publisher.setActive(true);
  }

  private PresencePublisher newPublisher() {
    return new PresencePublisher(
        feeds,
        new LocalFeedWriter(feeds, new NoMetrics()),
        tables,
        OPTIONS,
        PresenceMetrics.NONE,
        () -> allNodesKnown);
  }

  private void connect(String topic, String user, int connections) {
    change(new PresenceChange(topic, new Member(user, null), connections));
  }

  private void change(PresenceChange change) {
    if (local.apply(change, clock.micros())) {
      publisher.check(change.key());
    }
  }

  private void pass(Duration duration) {
    clock.pass(duration);
    local.expire(clock.micros()).forEach(publisher::check);
    publisher.tick();
  }

  /** Returns all updates of presence, each as the last segment of its topic and its data. */
  private List<String> updates() {
    return updates(TOPIC);
  }

  private List<String> updates(String topic) {
    var log = feeds.log("sys");
    return log == null
        ? List.of()
        : log.retained().stream()
            .filter(update -> update.topic().name().startsWith("sys.presence." + topic + "."))
            .map(PresencePublisherTest::text)
            .toList();
  }

  private static String text(Update update) {
    String name = update.topic().name();
    String user = name.substring(name.lastIndexOf('.') + 1);
    return update.isDeletion() ? user + " left" : user + " " + update.data();
  }

  private List<String> present(String topic) {
    TopicPattern pattern = PresenceTopic.members(topic);
    return feeds.snapshots(pattern).stream()
        .map(update -> update.topic().name())
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .sorted()
        .toList();
  }

  @Test
  void aUserWithThreeConnectionsJoinsOnceAndLeavesOnceAfterTheGrace() {
    connect(TOPIC, "ada", 1);
    connect(TOPIC, "ada", 2);
    assertThat(updates()).containsExactly("ada {\"topic\":\"chat.lobby\",\"user\":\"ada\"}");

    connect(TOPIC, "ada", -2);
    connect(TOPIC, "ada", -1);
    pass(GRACE.minusMillis(1));
    assertThat(present(TOPIC)).containsExactly("ada");

    pass(Duration.ofMillis(1));
    pass(GRACE);
    assertThat(updates()).hasSize(2).last().isEqualTo("ada left");
    assertThat(present(TOPIC)).isEmpty();
  }

  @Test
  void aReconnectionWithinTheGraceIsNeitherALeaveNorAJoin() {
    connect(TOPIC, "ada", 1);
    for (int i = 0; i < 10; i++) {
      connect(TOPIC, "ada", -1);
      pass(GRACE.minusMillis(1));
      connect(TOPIC, "ada", 1);
      pass(GRACE.multipliedBy(2));
    }
    assertThat(updates()).hasSize(1);
  }

  @Test
  void aUserWhoComesBackJoinsAgain() {
    connect(TOPIC, "ada", 1);
    connect(TOPIC, "ada", -1);
    pass(GRACE);
    connect(TOPIC, "ada", 1);

    assertThat(updates()).hasSize(3);
    assertThat(present(TOPIC)).containsExactly("ada");
  }

  @Test
  void aPollCountsForTheLeaseAndSeveralAreOneConnection() {
    connect(TOPIC, "ada", 0);
    pass(LEASE.minusMillis(1));
    connect(TOPIC, "ada", 0);
    assertThat(tables.count(new PresenceKey(TOPIC, "ada"))).isEqualTo(1);

    pass(LEASE.minusMillis(1));
    assertThat(tables.count(new PresenceKey(TOPIC, "ada"))).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(tables.count(new PresenceKey(TOPIC, "ada"))).isZero();
    pass(GRACE);
    assertThat(updates()).hasSize(2).last().isEqualTo("ada left");
  }

  @Test
  void aNewNameIsAnUpdateAndAConnectionWithoutANameKeepsIt() {
    change(new PresenceChange(TOPIC, new Member("ada", "Ada"), 1));
    change(new PresenceChange(TOPIC, new Member("ada", "Countess"), 1));
    connect(TOPIC, "ada", 1);

    assertThat(updates())
        .containsExactly(
            "ada {\"topic\":\"chat.lobby\",\"user\":\"ada\",\"name\":\"Ada\"}",
            "ada {\"topic\":\"chat.lobby\",\"user\":\"ada\",\"name\":\"Countess\"}");
  }

  @Test
  void clientsWithoutAUserAreANumberThatRisesOnceASecondAndFallsAfterTheGrace() {
    for (int i = 0; i < 100; i++) {
      connect(TOPIC, "", 1);
    }
    pass(Duration.ofSeconds(1));
    connect(TOPIC, "", -40);
    pass(GRACE.minusMillis(1));
    assertThat(updates())
        .containsExactly(
            "$anonymous {\"topic\":\"chat.lobby\",\"anonymous\":1}",
            "$anonymous {\"topic\":\"chat.lobby\",\"anonymous\":100}");

    pass(Duration.ofMillis(1));
    connect(TOPIC, "", -60);
    pass(GRACE);
    assertThat(updates().subList(2, 4))
        .containsExactly(
            "$anonymous {\"topic\":\"chat.lobby\",\"anonymous\":60}", "$anonymous left");
  }

  @Test
  void aUserBeyondTheMaximumIsPublishedWhenAnotherOneHasLeft() {
    connect(TOPIC, "ada", 1);
    connect(TOPIC, "bob", 1);
    connect(TOPIC, "cy", 1);
    connect(TOPIC, "", 1);
    assertThat(present(TOPIC)).containsExactly("$anonymous", "ada", "bob");

    connect(TOPIC, "ada", -1);
    pass(GRACE);
    pass(Duration.ofSeconds(1));

    assertThat(present(TOPIC)).containsExactly("$anonymous", "bob", "cy");
  }

  @Test
  void aTopicBeyondTheMaximumIsPublishedWhenAnotherOneIsEmpty() {
    connect("chat.a", "ada", 1);
    connect("chat.b", "ada", 1);
    connect("chat.c", "ada", 1);
    connect("chat.c", "bob", 1);
    assertThat(present("chat.c")).isEmpty();

    connect("chat.a", "ada", -1);
    pass(GRACE);
    pass(Duration.ofSeconds(1));

    assertThat(present("chat.c")).containsExactly("ada", "bob");
  }

  @Test
  void theUsersOfAllTopicsHaveAMaximum() {
    for (String topic : List.of("chat.a", "chat.b")) {
      for (String user : List.of("", "ada", "bob")) {
        connect(topic, user, 1);
      }
    }
    assertThat(present("chat.a")).containsExactly("$anonymous", "ada", "bob");
    assertThat(present("chat.b")).containsExactly("$anonymous");
  }

  @Test
  void aFullFeedRefusesUsersUntilAnotherOneHasLeft() {
    int topics = 3;
    FeedRegistry small =
        new FeedRegistry(
            new FeedsOptions(
                new FeedOptions(DeliveryMode.LATEST, 1, GRACE, "no-cache"),
                Map.of(),
                new LogLimits(10, topics)),
            clock,
            new Random(1));
    publisher =
        new PresencePublisher(
            small,
            new LocalFeedWriter(small, new NoMetrics()),
            tables,
            PresenceOptions.DEFAULT,
            PresenceMetrics.NONE,
            () -> true);
    publisher.setActive(true);
    int users = 20_000;
    for (int user = 0; user < users; user++) {
      connect(TOPIC, "u" + user, 1);
    }
    assertThat(small.snapshots(PresenceTopic.members(TOPIC))).hasSize(topics);

    connect(TOPIC, "u0", -1);
    pass(GRACE);
    // The deleted topic takes the room of a topic until its history is over.
    small.getOrCreate("sys").evictExpired(clock.micros() + 2 * GRACE.toNanos() / 1_000);
    pass(Duration.ofSeconds(1));

    assertThat(small.snapshots(PresenceTopic.members(TOPIC))).hasSize(topics);
    assertThat(small.snapshots(PresenceTopic.members(TOPIC)))
        .noneMatch(update -> update.topic().name().endsWith(".u0"));
  }

  @Test
  void aPublisherThatTakesOverKeepsWhoIsPresentAndRemovesWhoIsNot() {
    connect(TOPIC, "ada", 1);
    connect(TOPIC, "bob", 1);
    publisher.setActive(false);
    connect(TOPIC, "ada", -1);
    connect("chat.b", "cy", 1);
    assertThat(updates()).hasSize(2);

    publisher = newPublisher();
    publisher.setActive(true);
    assertThat(present("chat.b")).containsExactly("cy");
    pass(GRACE);

    assertThat(updates()).hasSize(3).last().isEqualTo("ada left");
    assertThat(present(TOPIC)).containsExactly("bob");
  }

  @Test
  void nobodyLeavesWhileTheUsersOfARunningNodeAreUnknown() {
    connect(TOPIC, "ada", 1);
    allNodesKnown = false;
    connect(TOPIC, "ada", -1);
    connect(TOPIC, "bob", 1);
    pass(GRACE.multipliedBy(2));
    assertThat(present(TOPIC)).containsExactly("ada", "bob");

    allNodesKnown = true;
    pass(Duration.ZERO);
    assertThat(present(TOPIC)).containsExactly("bob");
  }

  @Test
  void twoPublishersPublishNothingTwice() {
    PresencePublisher other = newPublisher();
    other.setActive(true);
    PresenceChange joined = new PresenceChange(TOPIC, new Member("ada", null), 1);
    local.apply(joined, clock.micros());
    publisher.check(joined.key());
    other.check(joined.key());
    PresenceChange left = new PresenceChange(TOPIC, new Member("ada", null), -1);
    local.apply(left, clock.micros());
    publisher.check(left.key());
    other.check(left.key());
    clock.pass(GRACE);
    publisher.tick();
    other.tick();
    other.tick();

    assertThat(updates()).hasSize(2);
  }
}
