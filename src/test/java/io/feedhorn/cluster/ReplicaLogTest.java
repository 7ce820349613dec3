package io.feedhorn.cluster;

import static io.feedhorn.cluster.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplicaLogTest {
  private final RecordingListener heard = new RecordingListener();
  private final ReplicaLog replicaLog = TestBatches.mirror(heard);

  @Test
  void holdsWhatComesEarlyUntilNothingIsMissing() {
    assertThat(replicaLog.apply(batch(1, 1, 2))).isEqualTo(ReplicaLog.Outcome.KEPT);
    assertThat(replicaLog.apply(batch(1, 5, 2))).isEqualTo(ReplicaLog.Outcome.EARLY);
    assertThat(replicaLog.hasGap()).isTrue();
    assertThat(heard.offsets()).containsExactly(1L, 2L);

    assertThat(replicaLog.apply(batch(1, 3, 2))).isEqualTo(ReplicaLog.Outcome.KEPT);
    assertThat(heard.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(replicaLog.hasGap()).isFalse();
  }

  @Test
  void keepsEachUpdateOnce() {
    replicaLog.apply(batch(1, 1, 3));

    assertThat(replicaLog.apply(batch(1, 1, 3))).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(replicaLog.apply(batch(2, 2, 1))).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(heard.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void knowsANewerLogByItsSequencer() {
    replicaLog.apply(batch(5, 1, 1));
    replicaLog.restart("a81c", 9);

    assertThat(heard.restarts).containsExactly(new LogReset("f", new Position("a81c", 0)));
    assertThat(replicaLog.apply(batch(5, 2, 1))).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(replicaLog.apply(batch(10, 1, 1))).isEqualTo(ReplicaLog.Outcome.NEWER_EPOCH);
  }

  @Test
  void goesOnAfterACopyWithWhatHadComeEarly() {
    ReplicaLog other = TestBatches.mirror(new RecordingListener());
    other.apply(batch(1, 1, 4));
    replicaLog.apply(batch(1, 5, 2));

    ReplicaLog.LogSnapshot copy =
        replicaLog.new LogSnapshot(other.epoch(), other.tag(), other.offset());
    Objects.requireNonNull(other.journal().after(0, 1))
        .forEach(each -> each.entries().forEach(copy::take));
    replicaLog.load(copy);

    assertThat(heard.restarts)
        .containsExactly(new LogReset("f", new Position(TestBatches.EPOCH, 4)));
    assertThat(heard.offsets()).containsExactly(5L, 6L);
    assertThat(replicaLog.offset()).isEqualTo(6);
  }

  @Test
  void goesOnInAnotherEpochWithAllThatItHas() {
    replicaLog.apply(batch(3, 1, 4));

    replicaLog.startNewEpoch("a81c");

    assertThat(heard.restarts).containsExactly(new LogReset("f", new Position("a81c", 4)));
    assertThat(replicaLog.log().retained())
        .allMatch(update -> update.epoch().equals("a81c"))
        .extracting(Update::offset)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(Objects.requireNonNull(replicaLog.parcels().last(7)).receipts().get(0))
        .isEqualTo(new Receipt(Topic.parse("f.a"), "a81c", 4, 4, 1_004));
    assertThat(replicaLog.apply(batch(3, 5, 1))).isEqualTo(ReplicaLog.Outcome.OLD);
  }

  @SeededRandom(100)
  void keepsTheLogInWhateverOrderItComes(long seed) {
    Random random = new Random(seed);
    List<Batch> batches = new ArrayList<>();
    long next = 1;
    while (next < 100) {
      int count = 1 + random.nextInt(5);
      batches.add(batch(1 + next / 20, next, count));
      next += count;
    }
    List<Batch> shuffled = new ArrayList<>(batches);
    shuffled.addAll(batches.subList(0, batches.size() / 2));
    Collections.shuffle(shuffled, random);

    shuffled.forEach(replicaLog::apply);

    assertThat(heard.offsets())
        .containsExactlyElementsOf(LongStream.range(1, next).boxed().toList());
  }
}
