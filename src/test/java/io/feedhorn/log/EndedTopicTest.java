package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic that has ended is in no snapshot, and is removed when history drops its last update. */
class EndedTopicTest {
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final FeedOptions OPTIONS =
      new FeedOptions(DeliveryMode.LATEST, 3, AGE, "no-cache");
  private static final TopicPattern ALL = TopicPattern.parse("sys.>");

  private final FakeClock clock = new FakeClock();
  private final FeedLog log = new FeedLog("k3f9", OPTIONS, 3);
  private final Update other = publish("sys.b");
  private final Update first = publish("sys.a");
  private final Update last = publish("sys.a");

  private Update publish(String topic) {
    return log.append(Topic.parse(topic), Buffer.buffer("1"), clock.micros());
  }

  @BeforeEach
  void end() {
    log.end("sys.a");
    log.end("sys.unknown");
  }

  private Replay read(ReplayRequest request) {
    return log.read(List.of(ALL), topic -> request, clock.micros());
  }

  @Test
  void itIsInNoSnapshotAndInTheReplay() {
    assertThat(log.snapshot("sys.a", clock.micros())).isNull();
    assertThat(log.snapshots(ALL, clock.micros())).containsExactly(other);
    assertThat(read(ReplayRequest.SNAPSHOT)).isEqualTo(new Replay(3, true, List.of(other)));
    assertThat(read(new ReplayRequest(2, true))).isEqualTo(new Replay(3, true, List.of(last)));
    assertThat(read(new ReplayRequest(2, false))).isEqualTo(new Replay(3, true, List.of(last)));
  }

  @Test
  void itGoesOnWithTheNextUpdate() {
    Update next = publish("sys.a");

    assertThat(first.seq()).isEqualTo(1);
    assertThat(next.seq()).isEqualTo(3);
    assertThat(next.previousOffset()).isEqualTo(3);
    assertThat(log.snapshot("sys.a", clock.micros())).isSameAs(next);
    assertThat(read(ReplayRequest.SNAPSHOT).updates()).containsExactly(other, next);
  }

  @Test
  void itIsRemovedWhenItsLastUpdateIsTooOldAndMakesRoom() {
    publish("sys.c");
    clock.pass(AGE);
    log.evictExpired(clock.micros());
    assertThat(log.topicCount()).isEqualTo(3);

    clock.pass(Duration.ofNanos(1_000));
    log.evictExpired(clock.micros());

    assertThat(log.topicCount()).isEqualTo(2);
    assertThat(log.newest("sys.a")).isNull();
    assertThat(publish("sys.d").offset()).isEqualTo(5);
  }

  @Test
  void afterItsRemovalItsSeqStillGrowsAndTheGapIsNotHidden() {
    clock.pass(AGE.plusSeconds(1));
    log.evictExpired(clock.micros());

    Update next = publish("sys.a");

    assertThat(next.seq()).isEqualTo(3);
    assertThat(read(new ReplayRequest(2, false))).isEqualTo(new Replay(4, false, List.of(next)));
    assertThat(read(new ReplayRequest(3, false))).isEqualTo(new Replay(4, true, List.of(next)));
  }
}
