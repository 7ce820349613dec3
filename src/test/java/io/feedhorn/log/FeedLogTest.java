package io.feedhorn.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FeedLogTest {
  private static final List<TopicPattern> ALL = List.of(TopicPattern.parse("f.>"));

  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeClock clock = new FakeClock();
  private final FeedLog log =
      new FeedLog(
          "k3f9", new FeedOptions(DeliveryMode.LATEST, 3, Duration.ofMinutes(1), "no-cache"));

  @Test
  void replaysTheSnapshotIfHistoryIsTooShort() {
    append("f.a", "f.a", "f.a", "f.a", "f.a");

    assertThat(read(2))
        .isEqualTo(new Replay(5, true, log.history("f.a", 3, Long.MAX_VALUE, clock.micros())));
    assertThat(read(1)).isEqualTo(new Replay(5, false, List.of(newest("f.a"))));
  }

  @Test
  void replaysTheSnapshotIfHistoryIsExpired() {
    append("f.a", "f.a");
    clock.pass(Duration.ofSeconds(61));
    append("f.a");

    assertThat(read(1)).isEqualTo(new Replay(3, false, List.of(newest("f.a"))));
    assertThat(read(2)).isEqualTo(new Replay(3, true, List.of(newest("f.a"))));
  }

  @Test
  void replaysNothingOfATopicWithoutUpdatesAfterTheCursor() {
    append("f.a", "f.a", "f.a", "f.a", "f.b");
    clock.pass(Duration.ofDays(1));
    log.evictExpired(clock.micros());

    assertThat(read(4)).isEqualTo(new Replay(5, true, List.of(newest("f.b"))));
    assertThat(read(5)).isEqualTo(new Replay(5, true, List.of()));
  }

  @Test
  void timestampsDoNotDecreaseIfTheClockIsSetBack() {
    append("f.a");
    clock.pass(Duration.ofHours(-1));
    append("f.b", "f.a");
    clock.pass(Duration.ofHours(1).plusMillis(1));
    append("f.b");

    assertThat(read(0).updates())
        .extracting(Update::timestampMicros)
        .isSorted()
        .endsWith(clock.micros());
    assertThat(read(1)).extracting(Replay::recovered).isEqualTo(true);
  }

  @Test
  void isNotRecoveredIfTheClockIsSetForward() {
    append("f.a", "f.a", "f.b");
    clock.pass(Duration.ofDays(365));
    log.evictExpired(clock.micros());
    append("f.a");

    assertThat(read(1)).isEqualTo(new Replay(4, false, List.of(newest("f.b"), newest("f.a"))));
    assertThat(read(3).recovered()).isTrue();
  }

  @Test
  void recoversEachTopicSeparately() {
    append("f.a", "f.b", "f.a", "f.a", "f.a", "f.b");
    Replay replay = read(1);

    assertThat(replay.recovered()).isTrue();
    assertThat(replay.updates()).extracting(Update::offset).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(read(0).recovered()).isFalse();
    assertThat(read(0).updates()).extracting(Update::offset).containsExactly(2L, 5L, 6L);
  }

  @Test
  void replaysATopicOnceIfTwoPatternsMatch() {
    append("f.a", "f.b");
    List<TopicPattern> twice =
        List.of(TopicPattern.parse("f.a"), TopicPattern.parse("f.*"), ALL.get(0));

    assertThat(log.read(twice, topic -> new ReplayRequest(0, false), clock.micros()).updates())
        .extracting(Update::offset)
        .containsExactly(1L, 2L);
    assertThat(
            log.read(List.of(twice.get(0), twice.get(0)), t -> ReplayRequest.SNAPSHOT, 0).updates())
        .hasSize(1);
  }

  @Test
  void retainsTheNewestUpdateOfATopicForever() {
    append("f.a", "f.a");
    clock.pass(Duration.ofDays(1_000));
    log.evictExpired(clock.micros());

    assertThat(log.history("f.a", 10, Long.MAX_VALUE, clock.micros()))
        .containsExactly(newest("f.a"));
    assertThat(log.snapshots(ALL.get(0), clock.micros())).containsExactly(newest("f.a"));
  }

  @Test
  void hasNothingOfATopicWithoutUpdates() {
    append("f.a");

    assertThat(log.newest("f.b")).isNull();
    assertThat(log.history("f.b", 10, Long.MAX_VALUE, clock.micros())).isEmpty();
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aReplayCompletesWhileTheWriterAppends() {
    FeedLog busy = new FeedLog("k3f9", new FeedOptions(DeliveryMode.LATEST, 1, HOUR, "no-cache"));
    Replay replay =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> busy.append(Topic.parse("f.a"), Buffer.buffer("1"), 0))
            .map(update -> busy.read(ALL, topic -> requestAfterAnAppend(busy, topic), 0))
            .reduce((earlier, later) -> later)
            .orElseThrow();

    assertThat(replay.recovered()).isFalse();
    assertThat(replay.updates()).allMatch(update -> update.offset() <= replay.endOffset());
  }

  private static ReplayRequest requestAfterAnAppend(FeedLog log, String topic) {
    log.append(Topic.parse(topic), Buffer.buffer("1"), 0);
    return new ReplayRequest(0, false);
  }

  @Test
  void rejectsAppendsByASecondThread() {
    append("f.a");
    CompletableFuture<Update> second =
        CompletableFuture.supplyAsync(
            () -> log.append(Topic.parse("f.a"), Buffer.buffer("1"), clock.micros()));

    assertThatThrownBy(second::join)
        .hasCauseInstanceOf(AssertionError.class)
        .hasMessageContaining("second thread");
  }

  private void append(String... topics) {
    for (String topic : topics) {
      log.append(Topic.parse(topic), Buffer.buffer("1"), clock.micros());
    }
  }

  private Replay read(long after) {
    return log.read(ALL, topic -> new ReplayRequest(after, false), clock.micros());
  }

  private Update newest(String topic) {
    return requireNonNull(log.newest(topic));
  }
}
