package io.feedhorn.cluster.replica;

import static io.feedhorn.cluster.replica.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplicaLogTest {
  private static final String OTHER_EPOCH = "a81c";

  private final RecordingListener listener = new RecordingListener();
  private final ReplicaLog log = TestBatches.replicaLog(listener);

  @Test
  void holdsEarlyBatchesUntilNothingIsMissing() {
    assertThat(log.apply(batch(1, 1, 2))).isEqualTo(ReplicaLog.Outcome.APPLIED);
    assertThat(log.apply(batch(1, 5, 2))).isEqualTo(ReplicaLog.Outcome.EARLY);
    assertThat(log.hasGap()).isTrue();
    assertThat(listener.offsets()).containsExactly(1L, 2L);

    assertThat(log.apply(batch(1, 3, 2))).isEqualTo(ReplicaLog.Outcome.APPLIED);
    assertThat(listener.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(log.hasGap()).isFalse();
  }

  @Test
  void aNoticeWithoutUpdatesOnlyTellsThatTheyAreMissing() {
    log.apply(batch(1, 1, 2));
    assertThat(log.apply(batch(1, 1, 2).notice())).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(log.apply(batch(1, 3, 2).notice())).isEqualTo(ReplicaLog.Outcome.EARLY);
    assertThat(log.hasGap()).isFalse();

    assertThat(log.apply(batch(1, 3, 2))).isEqualTo(ReplicaLog.Outcome.APPLIED);
    assertThat(listener.offsets()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void storesEachUpdateOnce() {
    log.apply(batch(1, 1, 3));

    assertThat(log.apply(batch(1, 1, 3))).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(log.apply(batch(2, 2, 1))).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(listener.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void anUpdateHasTheTraceContextOfItsOwnBatchOnly() {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    TraceContext trace = Objects.requireNonNull(TraceContext.parse(traceparent, null));
    log.traces().putAll(batch(2, 1, 2), Arrays.asList(null, trace));
    log.traces().put(OTHER_EPOCH, 2, 3, trace);
    // A batch that was not committed; another owner gave its offset to another update.
    log.traces().putAll(batch(2, 4, 1), List.of(trace));

    log.apply(batch(2, 1, 3));
    log.apply(batch(3, 4, 1));

    assertThat(listener.updates).extracting(Update::trace).containsExactly(null, trace, null, null);
  }

  @Test
  void recognizesANewerEpochByItsTerm() {
    log.apply(batch(5, 1, 1));
    log.restart(OTHER_EPOCH, 9);

    assertThat(listener.resets).containsExactly(new LogReset("f", new Position(OTHER_EPOCH, 0)));
    assertThat(log.apply(batch(5, 2, 1))).isEqualTo(ReplicaLog.Outcome.OLD);
    assertThat(log.apply(batch(10, 1, 1))).isEqualTo(ReplicaLog.Outcome.NEWER_EPOCH);
  }

  @Test
  void appliesEarlyBatchesAfterASnapshot() {
    ReplicaLog other = TestBatches.replicaLog(new RecordingListener());
    other.apply(batch(1, 1, 4));
    log.apply(batch(1, 5, 2));

    LogSnapshot snapshot = log.newSnapshot(other.epoch(), other.term(), other.offset());
    Objects.requireNonNull(other.recentBatches().after(0, 1))
        .forEach(batch -> batch.entries().forEach(snapshot::addUpdate));
    log.load(snapshot);

    assertThat(listener.resets)
        .containsExactly(new LogReset("f", new Position(TestBatches.EPOCH, 4)));
    assertThat(listener.offsets()).containsExactly(5L, 6L);
    assertThat(log.offset()).isEqualTo(6);
  }

  @Test
  void readersContinueIfASnapshotContainsAllThatIsMissing() {
    log.apply(batch(1, 1, 3));
    log.apply(batch(1, 8, 1));

    log.load(snapshot(1, 7));

    assertThat(listener.resets).isEmpty();
    assertThat(listener.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(log.log().retained()).extracting(Update::offset).hasSize(8).endsWith(7L, 8L);
  }

  @Test
  void readersAreResetIfASnapshotLacksSomeOfWhatIsMissing() {
    log.apply(batch(1, 1, 3));

    log.load(snapshot(5, 7));

    assertThat(listener.resets)
        .containsExactly(new LogReset("f", new Position(TestBatches.EPOCH, 7)));
    assertThat(listener.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void readersOfANewEpochAreResetEvenIfItsSnapshotContainsTheSameOffsets() {
    log.apply(batch(1, 1, 3));

    LogSnapshot snapshot = log.newSnapshot(OTHER_EPOCH, 2, 5);
    batch(2, 1, 5).entries().forEach(snapshot::addUpdate);
    log.load(snapshot);

    assertThat(listener.resets).containsExactly(new LogReset("f", new Position(OTHER_EPOCH, 5)));
    assertThat(listener.offsets()).containsExactly(1L, 2L, 3L);
  }

  private LogSnapshot snapshot(long first, long last) {
    LogSnapshot snapshot = log.newSnapshot(TestBatches.EPOCH, 1, last);
    batch(1, first, (int) (last - first + 1)).entries().forEach(snapshot::addUpdate);
    return snapshot;
  }

  @Test
  void startsANewEpochWithAllItsContent() {
    log.apply(batch(3, 1, 4));

    log.startNewEpoch(OTHER_EPOCH);

    assertThat(listener.resets).containsExactly(new LogReset("f", new Position(OTHER_EPOCH, 4)));
    assertThat(log.log().retained())
        .allMatch(update -> update.epoch().equals(OTHER_EPOCH))
        .extracting(Update::offset)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(Objects.requireNonNull(log.forwards().last(7)).receipts().get(0))
        .isEqualTo(new Receipt(Topic.parse("f.a"), OTHER_EPOCH, 4, 4, 1_004));
    assertThat(log.apply(batch(3, 5, 1))).isEqualTo(ReplicaLog.Outcome.OLD);
  }

  @SeededRandom(100)
  void storesTheLogInOrderWhenBatchesArriveInAnyOrder(long seed) {
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

    shuffled.forEach(log::apply);

    assertThat(listener.offsets())
        .containsExactlyElementsOf(LongStream.range(1, next).boxed().toList());
  }
}
