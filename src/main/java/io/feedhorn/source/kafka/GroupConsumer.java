package io.feedhorn.source.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * A consumer whose rebalances are followed on its own thread. The handlers of the Vert.x client run
 * on the event loop after the partitions have been given away, when an offset can no longer be
 * committed. Used on the thread of the Vert.x client.
 */
final class GroupConsumer extends KafkaConsumer<byte[], byte[]> {
  /** Longer than a revocation takes at most, so that the consumer can leave its group. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final Rebalance rebalance;

  GroupConsumer(Map<String, Object> properties, Rebalance rebalance) {
    super(properties);
    this.rebalance = rebalance;
    rebalance.consumer(this);
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener ofVertx) {
    super.subscribe(topics, rebalance);
  }

  @Override
  public void subscribe(Pattern pattern, ConsumerRebalanceListener ofVertx) {
    super.subscribe(pattern, rebalance);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return super.poll(timeout);
    } catch (LinkageError noNativeCode) {
      // The Vert.x client drops errors, and its future would never complete.
      throw new KafkaException("the compression is not available here: " + noNativeCode);
    }
  }

  @Override
  public void close() {
    super.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
