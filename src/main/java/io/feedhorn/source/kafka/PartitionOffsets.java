package io.feedhorn.source.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that are assigned to a consumer, each with the offset up to which all records have
 * their receipts. Owned by the source's event loop.
 */
final class PartitionOffsets {
  private final Map<TopicPartition, Assignment> assigned = new HashMap<>();

  /**
   * One assignment of a partition. A partition that was revoked and assigned again is another
   * assignment, so that a late receipt of the earlier one does not move the offset back.
   */
  static final class Assignment {
    private @Nullable OffsetAndMetadata answered;
    private @Nullable OffsetAndMetadata committed;
    private long next = -1;

    /** Notes the first record. */
    void received(long offset) {
      next = next < 0 ? offset : next;
    }

    /** Sets the offset of the next record after those that have their receipts. */
    void answered(OffsetAndMetadata offset) {
      answered = offset;
      next = offset.offset();
    }

    @Nullable OffsetAndMetadata uncommitted() {
      return answered == null || answered.equals(committed) ? null : answered;
    }
  }

  void assign(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> assigned.put(partition, new Assignment()));
  }

  /** Returns the assigned partitions. */
  Set<TopicPartition> partitions() {
    return Set.copyOf(assigned.keySet());
  }

  /** Returns the assignment of a partition; null if it is not assigned. */
  @Nullable Assignment of(TopicPartition partition) {
    return assigned.get(partition);
  }

  /** Returns the offsets to commit. */
  Map<TopicPartition, OffsetAndMetadata> uncommitted() {
    return uncommitted(assigned.keySet());
  }

  private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> of) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : of) {
      Assignment assignment = assigned.get(partition);
      OffsetAndMetadata next = assignment == null ? null : assignment.uncommitted();
      if (next != null) {
        offsets.put(partition, next);
      }
    }
    return offsets;
  }

  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Assignment assignment = assigned.get(partition);
          if (assignment != null) {
            assignment.committed = offset;
          }
        });
  }

  /** Removes partitions and returns their offsets to commit. */
  Map<TopicPartition, OffsetAndMetadata> revoke(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions);
    assigned.keySet().removeAll(partitions);
    return offsets;
  }

  /** Returns the number of records without a receipt, up to the ends of the partitions. */
  long behind(Map<TopicPartition, Long> ends) {
    long records = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      Assignment assignment = assigned.get(end.getKey());
      if (assignment != null && assignment.next >= 0) {
        records += Math.max(0, end.getValue() - assignment.next);
      }
    }
    return records;
  }
}
