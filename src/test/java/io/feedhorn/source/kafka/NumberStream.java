package io.feedhorn.source.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes numbers to a topic, some hundreds in a second, a number's remainder being its partition.
 */
final class NumberStream implements AutoCloseable {
  /** As many as a history of each of four topics has in one answer. */
  private static final int MAX = 16_000;

  private static final long PAUSE_NANOS = 2_000_000;

  private final CompletableFuture<Integer> written = new CompletableFuture<>();
  private volatile boolean stopped;

  NumberStream(KafkaBroker broker, String topic, int partitions) {
    Thread thread = new Thread(() -> write(broker, topic, partitions), "numbers");
    thread.setDaemon(true);
    thread.start();
  }

  private void write(KafkaBroker broker, String topic, int partitions) {
    int next = 0;
    Future<?> last = CompletableFuture.completedFuture("none");
    try (KafkaProducer<String, byte @Nullable []> producer = broker.producer("none")) {
      while (!stopped && next < MAX) {
        byte[] value = Integer.toString(next).getBytes(StandardCharsets.UTF_8);
        last = producer.send(new ProducerRecord<>(topic, next % partitions, null, value));
        next++;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      last.get();
      producer.flush();
      written.complete(next);
    } catch (RuntimeException | ExecutionException | InterruptedException failure) {
      written.completeExceptionally(failure);
    }
  }

  /** Returns the number of numbers, after the broker has all. */
  int stop() {
    stopped = true;
    return written.join();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
