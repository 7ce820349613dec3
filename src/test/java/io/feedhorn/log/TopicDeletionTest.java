package io.feedhorn.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicDeletionTest {
  private static final TopicPattern ALL = TopicPattern.parse("f.>");
  private static final int MAX_TOPICS = 4;

  private final FakeClock clock = new FakeClock();
  private final FeedOptions options =
      new FeedOptions(DeliveryMode.LATEST, 5, Duration.ofMinutes(10), "no-cache");
  private final FeedLog log = new FeedLog("k3f9", options, MAX_TOPICS);
  private final List<Update> dropped = new ArrayList<>();

  @Test
  void aDeletionIsAnUpdateWithoutData() {
    publish("f.a");
    Update deletion = delete("f.a");

    assertThat(deletion.isDeletion()).isTrue();
    assertThat(deletion.data().length()).isZero();
    assertThat(deletion.json().toString())
        .startsWith("{\"type\":\"update\",\"topic\":\"f.a\",\"offset\":2,\"seq\":2,\"ts\":")
        .endsWith(",\"deleted\":true}");
    assertThat(publish("f.a")).extracting(Update::seq, Update::previousOffset).contains(3L, 2L);
  }

  @Test
  void aDeletedTopicIsInNoSnapshotAndNoList() {
    publish("f.a");
    publish("f.b");
    delete("f.a");

    assertThat(log.snapshot("f.a", clock.micros())).isNull();
    assertThat(log.snapshots(ALL, clock.micros()))
        .extracting(each -> each.topic().name())
        .containsExactly("f.b");
    assertThat(log.topicNames(ALL)).containsExactly("f.b");
    assertThat(log.topics().count()).isEqualTo(1);
    assertThat(read(ReplayRequest.SNAPSHOT).updates()).hasSize(1);
  }

  @Test
  void aDeletionIsReplayedAndInHistory() {
    publish("f.a");
    Update second = publish("f.a");
    Update deletion = delete("f.a");

    assertThat(read(new ReplayRequest(1, false)))
        .isEqualTo(new Replay(3, true, List.of(second, deletion)));
    assertThat(read(new ReplayRequest(1, true))).isEqualTo(new Replay(3, true, List.of(deletion)));
    assertThat(log.history("f.a", 2, 3, clock.micros())).containsExactly(second, deletion);
  }

  @Test
  void theSizeIsThatOfTheUpdatesThatTheTopicsRetain() {
    Random random = new Random(7);
    for (int step = 0; step < 500; step++) {
      String topic = "f." + (char) ('a' + random.nextInt(MAX_TOPICS - 1));
      if (random.nextInt(4) == 0 && log.topics().contains(topic)) {
        delete(topic);
      } else {
        publish(topic);
      }
      clock.pass(Duration.ofSeconds(random.nextInt(300)));
      if (random.nextInt(3) == 0) {
        log.evictExpired(clock.micros());
      }
      List<Update> retained = new ArrayList<>();
      log.topics().matching(List.of(ALL)).forEach(each -> each.collectAll(retained));

      assertThat(log.topics().size().updates()).isEqualTo(retained.size());
      assertThat(log.topics().size().bytes())
          .isEqualTo(retained.stream().mapToLong(each -> each.data().length()).sum());
    }
  }

  @Test
  void onlyATopicThatIsThereCanBeDeleted() {
    assertThatThrownBy(() -> delete("f.a")).hasMessageContaining("There is no topic 'f.a'");
    publish("f.a");
    delete("f.a");
    assertThatThrownBy(() -> delete("f.a")).hasMessageContaining("There is no topic 'f.a'");
    assertThat(log.endPosition().offset()).isEqualTo(2);
  }

  @Test
  void aDeletedTopicIsRemovedWithItsHistoryWhenTheDeletionIsOld() {
    log.onDropped(dropped::add);
    publish("f.b");
    Update first = publish("f.a");
    Update deletion = delete("f.a");
    pass(options.historyAge().plusMillis(1));

    assertThat(log.newest("f.a")).isNull();
    assertThat(log.history("f.a", 5, 3, clock.micros())).isEmpty();
    assertThat(dropped).containsExactly(first);
    assertThat(log.retained()).contains(deletion);
    assertThat(publish("f.a").seq()).isEqualTo(3);
  }

  @Test
  void aTopicThatWasRemovedDoesNotBeginAgainBeforeItsLastSeq() {
    publish("f.long", "f.long", "f.long", "f.short");
    delete("f.long");
    delete("f.short");
    pass(Duration.ofHours(1));

    assertThat(publish("f.long").seq()).isGreaterThan(4);
    assertThat(publish("f.short").seq()).isGreaterThan(2);
    pass(Duration.ofHours(1));
    delete("f.long");
    pass(Duration.ofHours(1));
    assertThat(reloaded().append(Topic.parse("f.long"), value(), clock.micros()).seq())
        .isGreaterThan(6);
  }

  @Test
  void keepsAtMostTwoDeletionsOfRemovedTopics() {
    log.onDropped(dropped::add);
    for (int i = 0; i < 3_000; i++) {
      publish("f.t" + i, "f.t" + i);
      delete("f.t" + i);
      if (i % 100 == 0) {
        pass(Duration.ofHours(1));
      }
    }
    pass(Duration.ofHours(1));

    assertThat(log.topics().count()).isZero();
    assertThat(log.retained()).hasSizeLessThanOrEqualTo(2);
    assertThat(dropped).hasSize(9_000 - log.retained().size()).doesNotHaveDuplicates();
  }

  @Test
  void deletedTopicsMakeRoomForNewOnes() {
    publish("f.a", "f.b", "f.c", "f.d");
    assertThatThrownBy(() -> publish("f.e")).hasMessageContaining("limits.topics");
    delete("f.b");
    delete("f.a");
    assertThat(publish("f.e").seq()).isEqualTo(1);

    assertThat(log.newest("f.b")).isNull();
    assertThat(requireNonNull(log.newest("f.a")).isDeletion()).isTrue();
    assertThat(publish("f.a").seq()).isEqualTo(3);
    assertThatThrownBy(() -> publish("f.b")).hasMessageContaining("limits.topics");
    delete("f.e");
    assertThat(publish("f.b").seq()).isEqualTo(3);
  }

  @Test
  void aTopicThatMadeRoomDoesNotGoBackAfterARestart() {
    publish("f.a", "f.b", "f.b", "f.b", "f.c", "f.d");
    delete("f.a");
    delete("f.b");
    publish("f.e", "f.g");
    FeedLog restarted = reloaded();
    restarted.append(Topic.parse("f.g"), Buffer.buffer(), clock.micros());

    assertThat(restarted.append(Topic.parse("f.b"), value(), clock.micros()).seq())
        .isGreaterThan(4);
  }

  @Test
  void aDeletionAndTheUpdatesBeforeItAreNotUnread() {
    publish("f.a", "f.a");
    delete("f.a");
    assertThat(log.countAfter("f.a", 0, clock.micros())).isZero();
    publish("f.a");
    assertThat(log.countAfter("f.a", 0, clock.micros())).isEqualTo(1);
    delete("f.a");
    pass(Duration.ofHours(1));
    publish("f.new", "f.new");
    assertThat(log.countAfter("f.new", 0, clock.micros())).isEqualTo(2);
  }

  @Test
  void theUpdatesBeforeATopicAreNotUnreadInACopyOfTheLog() {
    publish("f.a", "f.a");
    delete("f.a");
    pass(Duration.ofHours(1));
    publish("f.new", "f.new");
    assertThat(log.newest("f.new")).extracting(Update::seq).isEqualTo(5L);
    assertThat(reloaded().countAfter("f.new", 0, clock.micros())).isEqualTo(2);
    publish("f.new", "f.new", "f.new", "f.new");
    assertThat(log.countAfter("f.new", 0, clock.micros())).isEqualTo(6);
  }

  @Test
  void theUpdatesBeforeATopicThatTakesThePlaceOfADeletedOneAreNotUnread() {
    publish("f.a", "f.a");
    delete("f.a");
    pass(Duration.ofHours(1));
    publish("f.b", "f.c", "f.d", "f.e");
    delete("f.d");
    delete("f.e");
    NextInTopic next = log.topics().next(Topic.parse("f.new"), value(), 0);
    publish("f.other");
    log.appendReplicated(
        next.update(Topic.parse("f.new"), "k3f9", 11, clock.micros(), options, value(), null));
    publish("f.new");

    assertThat(log.newest("f.e")).isNull();
    assertThat(log.newest("f.new")).extracting(Update::seq).isEqualTo(5L);
    assertThat(log.countAfter("f.new", 0, clock.micros())).isEqualTo(2);
  }

  /** Returns a log with the same updates, as after a restart. */
  private FeedLog reloaded() {
    FeedLog copy = new FeedLog("k3f9", options, MAX_TOPICS);
    log.retained().forEach(each -> copy.load(each, Uncounted.NONE));
    copy.skipTo(log.endPosition().offset());
    copy.loaded(clock.micros());
    return copy;
  }

  private void pass(Duration time) {
    clock.pass(time);
    log.evictExpired(clock.micros());
  }

  private Update publish(String... topics) {
    Update newest = null;
    for (String topic : topics) {
      newest = log.append(Topic.parse(topic), value(), clock.micros());
    }
    return requireNonNull(newest);
  }

  private Update delete(String topic) {
    return log.append(Topic.parse(topic), Buffer.buffer(), clock.micros());
  }

  private Replay read(ReplayRequest request) {
    return log.read(List.of(ALL), topic -> request, clock.micros());
  }

  private static Buffer value() {
    return Buffer.buffer("1");
  }
}
