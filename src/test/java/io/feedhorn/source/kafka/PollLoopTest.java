package io.feedhorn.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.Format;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses the client library's consumer without a broker. */
@Timeout(60)
class PollLoopTest {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
  private static final KafkaOptions KAFKA =
      new KafkaOptions(
          List.of("localhost:1"),
          List.of("orders"),
          null,
          "group",
          KafkaOptions.Start.EARLIEST,
          Duration.ofSeconds(1),
          Format.JSON,
          Map.of());

  private final Vertx vertx = Vertx.vertx();
  private final Context eventLoop = vertx.getOrCreateContext();
  private final PartitionOffsets offsets = new PartitionOffsets();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private PollLoop newLoop(KafkaReadStream<byte[], byte[]> stream) {
    SourceOptions options = SourceOptions.of("test", MappingOptions.to("n.x"), KAFKA);
    SourceMetrics metrics = new SourceMetrics() {};
    SourceIntake intake = new SourceIntake(vertx, options, metrics);
    offsets.assign(List.of(PARTITION));
    return new PollLoop(vertx, intake, metrics, KAFKA, stream, offsets, intake.newBackoff());
  }

  /** The source is stopped between the start of a poll and its result. */
  @Test
  void recordsThatArriveAfterTheStopAreNotPassed() throws Exception {
    Node broker = new Node(1, "localhost", 1);
    Node[] copies = {broker};
    consumer.updatePartitions(
        "orders", List.of(new PartitionInfo("orders", 0, broker, copies, copies)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(vertx, consumer);
    Promise<PollLoop> started = Promise.promise();
    Promise<Void> polled = Promise.promise();
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          byte[] value = "1".getBytes(StandardCharsets.UTF_8);
          consumer.addRecord(new ConsumerRecord<>("orders", 0, 0, value, value));
          // Returns its records to the event loop after this task, which has stopped by then.
          Promise<Void> stopped = Promise.promise();
          eventLoop.runOnContext(
              now -> {
                started.future().result().stop();
                stopped.complete();
                // The stream works on one call after the other: after the poll.
                stream.partitionsFor("orders").onComplete(known -> polled.complete());
              });
          stopped.future().toCompletionStage().toCompletableFuture().join();
        });
    eventLoop.runOnContext(
        now -> {
          PollLoop loop = newLoop(stream);
          started.complete(loop);
          loop.run().onFailure(polled::tryFail);
        });
    polled.future().toCompletionStage().toCompletableFuture().get(50, TimeUnit.SECONDS);

    assertThat(offsets.uncommitted()).isEmpty();
  }
}
