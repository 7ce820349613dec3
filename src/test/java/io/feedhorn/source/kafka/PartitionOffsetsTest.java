package io.feedhorn.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionOffsetsTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private final PartitionOffsets offsets = new PartitionOffsets();

  private PartitionOffsets.Assignment assign() {
    offsets.assign(List.of(PARTITION));
    return Objects.requireNonNull(offsets.of(PARTITION));
  }

  private static Map<TopicPartition, OffsetAndMetadata> at(long offset) {
    return Map.of(PARTITION, new OffsetAndMetadata(offset));
  }

  @Test
  void anAnsweredOffsetIsCommittedOnce() {
    PartitionOffsets.Assignment assignment = assign();
    assignment.received(5);
    assertThat(offsets.uncommitted()).isEmpty();

    assignment.answered(new OffsetAndMetadata(6));
    assertThat(offsets.uncommitted()).isEqualTo(at(6));

    offsets.committed(offsets.uncommitted());
    assertThat(offsets.uncommitted()).isEmpty();
  }

  @Test
  void aRevokedPartitionLeavesWithWhatIsAnswered() {
    PartitionOffsets.Assignment assignment = assign();
    assignment.received(5);
    assignment.answered(new OffsetAndMetadata(6));
    assignment.received(6);

    assertThat(offsets.revoke(List.of(PARTITION))).isEqualTo(at(6));
    assertThat(offsets.partitions()).isEmpty();
    assertThat(offsets.of(PARTITION)).isNull();
  }

  @Test
  void aLateReceiptOfAnEarlierAssignmentDoesNotMoveTheOffsetBack() {
    PartitionOffsets.Assignment earlier = assign();
    earlier.received(5);
    offsets.revoke(List.of(PARTITION));
    PartitionOffsets.Assignment later = assign();
    later.answered(new OffsetAndMetadata(500));

    earlier.answered(new OffsetAndMetadata(6));

    assertThat(offsets.uncommitted()).isEqualTo(at(500));
  }

  @Test
  void aPartitionIsBehindFromItsFirstRecordWithoutAReceipt() {
    Map<TopicPartition, Long> end = Map.of(PARTITION, 12L);
    PartitionOffsets.Assignment assignment = assign();
    assertThat(offsets.behind(end)).isZero();

    assignment.received(5);
    assignment.received(6);
    assertThat(offsets.behind(end)).isEqualTo(7);

    assignment.answered(new OffsetAndMetadata(12));
    assertThat(offsets.behind(end)).isZero();
  }
}
