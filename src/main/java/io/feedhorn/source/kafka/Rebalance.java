package io.feedhorn.source.kafka;

import io.feedhorn.source.SourceIntake;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the assignment of partitions, on the thread of the consumer. A revoked partition is given
 * away after its records have their receipts and its offset is committed, or after a bounded time,
 * with the offset up to which records have their receipts.
 */
final class Rebalance implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Rebalance.class);
  private static final long MAX_WAIT_MILLIS = 5_000;
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(3);

  private final Context eventLoop;
  private final SourceIntake intake;
  private final PartitionOffsets offsets;
  private @Nullable Consumer<?, ?> consumer;

  /**
   * @param eventLoop the context that owns the intake and the offsets
   */
  Rebalance(Context eventLoop, SourceIntake intake, PartitionOffsets offsets) {
    this.eventLoop = eventLoop;
    this.intake = intake;
    this.offsets = offsets;
  }

  void consumer(Consumer<?, ?> next) {
    consumer = next;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    eventLoop.runOnContext(run -> offsets.assign(partitions));
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    eventLoop.runOnContext(run -> offsets.revoke(partitions));
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> answered = new CompletableFuture<>();
    eventLoop.runOnContext(run -> revoke(partitions, answered));
    try {
      commit(answered.get(2 * MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException | KafkaException failure) {
      // The next owner of the partitions reads these records again.
      LOG.warn("Kafka: offsets of revoked partitions are not committed: {}", failure.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void revoke(
      Collection<TopicPartition> partitions,
      CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> answered) {
    Promise<Void> waited = Promise.promise();
    long timer = eventLoop.owner().setTimer(MAX_WAIT_MILLIS, due -> waited.tryComplete());
    intake
        .published()
        .onSuccess(
            published -> {
              eventLoop.owner().cancelTimer(timer);
              waited.tryComplete();
            });
    waited.future().onSuccess(done -> answered.complete(offsets.revoke(partitions)));
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> answered) {
    if (!answered.isEmpty()) {
      Objects.requireNonNull(consumer).commitSync(answered, COMMIT_TIMEOUT);
    }
  }
}
