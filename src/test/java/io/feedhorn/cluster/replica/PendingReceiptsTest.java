package io.feedhorn.cluster.replica;

import static io.feedhorn.cluster.replica.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingReceiptsTest {
  private final ReplicaLog log = TestBatches.replicaLog(new RecordingListener());
  private final List<Long> answered = new ArrayList<>();
  private long nanos;
  private final PendingReceipts pending = new PendingReceipts(log, () -> nanos);

  private void await(long offset) {
    Receipt receipt = new Receipt(Topic.parse("f.a"), TestBatches.EPOCH, offset, offset, 1);
    pending.onApplied(receipt, () -> answered.add(offset));
  }

  @Test
  void answersAtOnceWhenTheUpdateIsInTheLog() {
    log.apply(batch(1, 1, 2));
    await(2);

    assertThat(answered).containsExactly(2L);
  }

  @Test
  void answersWhenTheUpdateIsApplied() {
    await(1);
    await(3);
    log.apply(batch(1, 1, 2));
    pending.runApplied();

    assertThat(answered).containsExactly(1L);
  }

  @Test
  void reportsAMissedUpdateAndAnswersAfterTheMaximumTime() {
    await(1);
    nanos += 100_000_001;
    assertThat(pending.isOverdue()).isTrue();
    pending.runExpired();
    assertThat(answered).isEmpty();

    nanos += 1_000_000_000;
    pending.runExpired();
    assertThat(answered).containsExactly(1L);
    assertThat(pending.isOverdue()).isFalse();
  }
}
