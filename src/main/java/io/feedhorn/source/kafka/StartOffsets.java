package io.feedhorn.source.kafka;

import io.feedhorn.source.SourceIntake;
import io.vertx.core.Future;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets at which reading starts in partitions of which the group has none, or none that still
 * exists. Kafka's own reset is off because it skips records without a report. Owned by the source's
 * event loop.
 */
final class StartOffsets {
  private final KafkaOptions.Start from;
  private final SourceIntake intake;
  private final KafkaReadStream<?, ?> stream;

  StartOffsets(KafkaOptions.Start from, SourceIntake intake, KafkaReadStream<?, ?> stream) {
    this.from = from;
    this.intake = intake;
    this.stream = stream;
  }

  /** Moves the partitions that an exception names to where reading starts. */
  Future<Void> seek(InvalidOffsetException invalid) {
    if (invalid instanceof OffsetOutOfRangeException outOfRange) {
      Map<TopicPartition, Long> wanted = outOfRange.offsetOutOfRangePartitions();
      return stream
          .beginningOffsets(wanted.keySet())
          .compose(
              first -> {
                wanted.forEach((partition, offset) -> report(partition, offset, first));
                return seekAll(first);
              });
    }
    if (from == KafkaOptions.Start.EARLIEST) {
      return stream.beginningOffsets(invalid.partitions()).compose(this::seekAll);
    }
    // Committed at once: what arrives between now and a restart before the first record is new.
    return stream
        .endOffsets(invalid.partitions())
        .compose(ends -> seekAll(ends).compose(sought -> stream.commit(offsets(ends))))
        .mapEmpty();
  }

  private void report(TopicPartition partition, long wanted, Map<TopicPartition, Long> first) {
    long start = first.getOrDefault(partition, 0L);
    intake.reportGap(
        wanted < start
            ? "gap: the records %d to %d of %s are deleted".formatted(wanted, start - 1, partition)
            : "gap: %s has no offset %d any more, it is read from its start"
                .formatted(partition, wanted),
        "");
  }

  private Future<Void> seekAll(Map<TopicPartition, Long> offsets) {
    Future<Void> sought = Future.succeededFuture();
    for (Map.Entry<TopicPartition, Long> offset : offsets.entrySet()) {
      sought = sought.compose(before -> stream.seek(offset.getKey(), offset.getValue()));
    }
    return sought;
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> of) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    of.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    return offsets;
  }
}
