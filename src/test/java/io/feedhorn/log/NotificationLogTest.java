package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Notifications that expired or were replaced are not delivered and not missing. */
class NotificationLogTest {
  private static final FeedOptions OPTIONS =
      new FeedOptions(DeliveryMode.EVERY, 3, Duration.ofMinutes(10), "no-cache");
  private static final List<TopicPattern> ALL = List.of(TopicPattern.parse("notify.*"));
  private static final String PLAIN = "{\"title\":\"a\"}";
  private static final String BRIEF = "{\"title\":\"b\",\"ttl\":5}";
  private static final String COLLAPSING = "{\"title\":\"c\",\"collapse\":\"build\"}";

  private final FakeClock clock = new FakeClock();
  private final FeedLog log = new FeedLog("k3f9", OPTIONS);

  @Test
  void anUpdateIsDeliveredUntilItsTtlIsOver() {
    publish("notify.a", BRIEF, PLAIN, BRIEF);

    pass(4_999);
    assertThat(offsets(read(log, 0))).containsExactly(1L, 2L, 3L);
    pass(1);
    assertThat(read(log, 0)).isEqualTo(new Replay(3, true, List.of(update(2))));
    assertThat(history()).containsExactly(2L);
    assertThat(log.snapshot("notify.a", clock.micros())).isSameAs(update(2));
    assertThat(log.snapshots(ALL.get(0), clock.micros())).containsExactly(update(2));
  }

  @Test
  void aTopicWithoutOtherUpdatesHasNoSnapshot() {
    publish("notify.a", BRIEF);
    pass(5_000);

    assertThat(log.snapshot("notify.a", clock.micros())).isNull();
    assertThat(log.snapshots(ALL.get(0), clock.micros())).isEmpty();
    assertThat(log.newest("notify.a")).isNotNull();
    assertThat(log.endPosition()).isEqualTo(new Position("k3f9", 1));
  }

  @Test
  void aNewerNotificationReplacesTheOlderOneWithItsKeyAndTopic() {
    publish("notify.a", COLLAPSING, PLAIN);
    publish("notify.b", COLLAPSING);
    publish("notify.a", COLLAPSING.replace("build", "other"));

    assertThat(offsets(read(log, 0))).containsExactly(1L, 2L, 3L, 4L);

    publish("notify.a", COLLAPSING);

    assertThat(read(log, 0).recovered()).isTrue();
    assertThat(offsets(read(log, 0))).containsExactly(2L, 3L, 4L, 5L);
    assertThat(read(log, 1).recovered()).isTrue();
    assertThat(history()).containsExactly(2L, 4L, 5L);
  }

  @Test
  void anUpdateOfAnotherFeedHasNoTtl() {
    publish("orders.a", BRIEF, COLLAPSING, COLLAPSING);
    pass(100_000);

    assertThat(
            log.read(
                    List.of(TopicPattern.parse("orders.a")),
                    topic -> new ReplayRequest(0, false),
                    clock.micros())
                .updates())
        .hasSize(3);
  }

  @Test
  void expiredUpdatesThatLeftTheLogAreNotMissing() {
    publish("notify.a", BRIEF);
    pass(5_000);
    publish("notify.a", PLAIN, PLAIN, PLAIN);

    assertThat(offsets(read(log, 0))).containsExactly(2L, 3L, 4L);
    assertThat(read(log, 0).recovered()).isTrue();
  }

  @Test
  void updatesThatLeftTheLogBeforeTheyExpiredAreMissing() {
    publish("notify.a", BRIEF);
    pass(4_000);
    publish("notify.a", PLAIN, PLAIN, PLAIN);

    assertThat(read(log, 0)).isEqualTo(new Replay(4, false, List.of(update(4))));
    assertThat(read(log, 1).recovered()).isTrue();
  }

  @Test
  void replacedUpdatesThatLeftTheLogAreNotMissing() {
    publish("notify.a", COLLAPSING, COLLAPSING, COLLAPSING, COLLAPSING, COLLAPSING);

    assertThat(read(log, 0)).isEqualTo(new Replay(5, true, List.of(update(5))));
  }

  @Test
  void theSnapshotThatReplacesMissingUpdatesHasNotExpired() {
    publish("notify.a", PLAIN, PLAIN, PLAIN, BRIEF);
    pass(5_000);

    assertThat(read(log, 0)).isEqualTo(new Replay(4, false, List.of(update(3))));
    assertThat(read(log, 3)).isEqualTo(new Replay(4, true, List.of()));
  }

  @Test
  void updatesOfExpiredHistoryAreMissingOnlyIfTheyHadNotExpiredThemselves() {
    publish("notify.a", BRIEF, BRIEF);
    pass(601_000);
    log.evictExpired(clock.micros());
    publish("notify.a", PLAIN);
    assertThat(read(log, 0)).isEqualTo(new Replay(3, true, List.of(update(3))));

    pass(601_000);
    publish("notify.a", PLAIN);
    log.evictExpired(clock.micros());

    assertThat(read(log, 0)).isEqualTo(new Replay(4, false, List.of(update(4))));
    assertThat(read(log, 3)).isEqualTo(new Replay(4, true, List.of(update(4))));
  }

  @Test
  void aCopyOfTheLogDeliversTheSame() {
    publish("notify.a", COLLAPSING, BRIEF, COLLAPSING);
    FeedLog copy = new FeedLog("k3f9", OPTIONS);
    for (Update update : log.retained()) {
      copy.appendReplicated(
          new Update(
              update.topic(),
              update.epoch(),
              update.offset(),
              update.seq(),
              update.timestampMicros(),
              update.previousOffset(),
              update.delivery(),
              update.data()));
    }

    assertThat(offsets(read(copy, 0))).containsExactly(2L, 3L);
    pass(5_000);
    assertThat(offsets(read(copy, 0))).containsExactly(3L);
    assertThat(read(copy, 0).recovered()).isTrue();
  }

  @Test
  void aCopyWithoutTheOldestUpdatesDoesNotKnowThatTheyHadExpired() {
    publish("notify.a", BRIEF);
    pass(5_000);
    publish("notify.a", PLAIN);
    FeedLog copy = new FeedLog("k3f9", OPTIONS);
    copy.appendReplicated(update(2));

    assertThat(read(copy, 0).recovered()).isFalse();
    assertThat(read(copy, 1).recovered()).isTrue();
  }

  @Test
  void onlyNotificationsThatAReaderCanStillGetCount() {
    publish("notify.a", BRIEF, COLLAPSING, PLAIN, COLLAPSING);
    assertThat(log.countAfter("notify.a", 0, clock.micros())).isEqualTo(2);
    publish("notify.b", BRIEF, PLAIN);
    assertThat(log.countAfter("notify.b", 0, clock.micros())).isEqualTo(2);
    pass(5_000);

    assertThat(log.countAfter("notify.b", 0, clock.micros())).isEqualTo(1);
    assertThat(log.countAfter("notify.b", 1, clock.micros())).isEqualTo(1);
    assertThat(log.countAfter("notify.b", 2, clock.micros())).isZero();
    assertThat(log.countAfter("notify.c", 0, clock.micros())).isZero();
    publish("orders.a", PLAIN, PLAIN, PLAIN, PLAIN, PLAIN);
    assertThat(log.countAfter("orders.a", 1, clock.micros())).isEqualTo(4);
  }

  private void publish(String topic, String... values) {
    for (String value : values) {
      log.append(Topic.parse(topic), Buffer.buffer(value), clock.micros());
    }
  }

  private void pass(long millis) {
    clock.pass(Duration.ofMillis(millis));
  }

  private Replay read(FeedLog from, long after) {
    return from.read(ALL, topic -> new ReplayRequest(after, false), clock.micros());
  }

  private static List<Long> offsets(Replay replay) {
    return replay.updates().stream().map(Update::offset).toList();
  }

  private List<Long> history() {
    return log.history("notify.a", 10, Long.MAX_VALUE, clock.micros()).stream()
        .map(Update::offset)
        .toList();
  }

  private Update update(long offset) {
    return log.retained().stream()
        .filter(each -> each.offset() == offset)
        .findFirst()
        .orElseThrow();
  }
}
