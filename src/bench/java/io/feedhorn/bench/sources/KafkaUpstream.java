package io.feedhorn.bench.sources;

import io.feedhorn.source.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Kafka with several partitions. A number's remainder is its partition, so the end of a
 * partition tells which of its numbers the broker has.
 */
final class KafkaUpstream implements NumberedUpstream {
  private static final String TOPIC = "numbers";
  private static final int PARTITIONS = 4;

  /** Longer than the time for which a producer tries to deliver a record. */
  private static final long SECONDS = 150;

  private final KafkaBroker broker;

  KafkaUpstream(Path folder) throws Exception {
    broker = new KafkaBroker(folder);
    broker.createTopic(TOPIC, PARTITIONS);
  }

  @Override
  public Map<String, String> source() {
    return Map.of(
        "TYPE", "kafka", "BROKERS", broker.address(), "TOPICS", TOPIC, "TOPIC", "n.p${$partition}");
  }

  @Override
  public void send(int from, int to) throws Exception {
    Map<TopicPartition, Long> ends = ends();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    // It repeats what has no answer without doubling it.
    try (KafkaProducer<String, byte @Nullable []> producer = broker.producer("none")) {
      for (int n = from; n < to; n++) {
        TopicPartition partition = new TopicPartition(TOPIC, n % PARTITIONS);
        if (n / PARTITIONS >= ends.getOrDefault(partition, 0L)) {
          byte[] number = Integer.toString(n).getBytes(StandardCharsets.UTF_8);
          sent.add(producer.send(new ProducerRecord<>(TOPIC, partition.partition(), null, number)));
        }
      }
      for (Future<RecordMetadata> each : sent) {
        each.get(SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      newest.put(new TopicPartition(TOPIC, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    try (Admin admin = broker.admin()) {
      for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
          admin.listOffsets(newest).all().get().entrySet()) {
        ends.put(end.getKey(), end.getValue().offset());
      }
    }
    return ends;
  }

  @Override
  public void restart() {
    broker.restart();
  }

  @Override
  public void close() {
    broker.close();
  }
}
