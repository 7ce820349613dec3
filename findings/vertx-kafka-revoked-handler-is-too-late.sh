#!/usr/bin/env bash
# Guess: a commit in partitionsRevokedHandler() is the last act on a partition before it moves, as in Kafka's own
#   ConsumerRebalanceListener, for which the group waits.
# Seen: the Vert.x client passes the event on to the event loop and lets the rebalance go on. The next owner of the
#   partition starts at the offset before the commit and reads again what was processed.
# Version: vertx-kafka-client 5.0.10, Kafka 4.2.0.
# Why it matters: each new member of a group, and each that leaves, doubles updates of a live feed, although all of
#   them were processed and the code for a clean hand-over is there.
# Feedhorn: a consumer that subscribes with a listener of its own, on the thread of the consumer
#   (docs/decisions/0115-kafka-rebalances-on-the-consumers-thread.md).
source "$(dirname "$0")/support/maven-packages.sh" io.vertx:vertx-kafka-client:5.0.10 org.apache.kafka:kafka_2.13:4.2.0
read -r port controller < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets))')
mkdir data
printf 'version=1\ncluster.id=Zm9ybWF0dGVkLWJ5LWhhbmQ\nnode.id=1\n' > data/meta.properties
cat > server.properties <<CONF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
controller.listener.names=CONTROLLER
log.dirs=$work/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
CONF
cat > Revoked.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public class Revoked {
  static final int RECORDS = 10;
  static Map<String, Object> server;

  static Map<String, Object> group(String topic) {
    Map<String, Object> all = new HashMap<>(server);
    all.put("group.id", topic);
    all.put("auto.offset.reset", "earliest");
    all.put("enable.auto.commit", "false");
    all.put("key.deserializer", StringDeserializer.class);
    all.put("value.deserializer", StringDeserializer.class);
    return all;
  }

  static void fill(String topic) throws Exception {
    try (Admin admin = Admin.create(server);
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(server, new StringSerializer(), new StringSerializer())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>(topic, 0, null, "x")).get();
        producer.send(new ProducerRecord<>(topic, 1, null, "x")).get();
      }
    }
  }

  static Map<TopicPartition, OffsetAndMetadata> processed(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(partition -> offsets.put(partition, new OffsetAndMetadata(RECORDS)));
    return offsets;
  }

  /** Joins the group as its second member and returns the offset at which it starts. */
  static long startOfSecondMember(String topic) {
    try (KafkaConsumer<String, String> second = new KafkaConsumer<>(group(topic))) {
      second.subscribe(List.of(topic));
      while (second.assignment().isEmpty()) second.poll(Duration.ofMillis(100));
      return second.position(second.assignment().iterator().next());
    }
  }

  static long plain() throws Exception {
    fill("plain");
    CountDownLatch read = new CountDownLatch(2 * RECORDS);
    Thread first =
        new Thread(
            () -> {
              KafkaConsumer<String, String> consumer = new KafkaConsumer<>(group("plain"));
              consumer.subscribe(
                  List.of("plain"),
                  new ConsumerRebalanceListener() {
                    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

                    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                      consumer.commitSync(processed(partitions));
                    }
                  });
              while (true) consumer.poll(Duration.ofSeconds(1)).forEach(record -> read.countDown());
            });
    first.setDaemon(true);
    first.start();
    read.await();
    return startOfSecondMember("plain");
  }

  static long vertx() throws Exception {
    fill("vertx");
    CountDownLatch read = new CountDownLatch(2 * RECORDS);
    KafkaReadStream<String, String> first = KafkaReadStream.create(Vertx.vertx(), group("vertx"));
    first.handler(record -> read.countDown());
    first.partitionsRevokedHandler(partitions -> first.commit(processed(partitions)));
    first.subscribe(Set.of("vertx"));
    read.await();
    return startOfSecondMember("vertx");
  }

  public static void main(String[] arguments) throws Exception {
    server = Map.of("bootstrap.servers", "127.0.0.1:" + arguments[0]);
    long plain = plain();
    long vertx = vertx();
    System.out.printf("the next owner starts at %d with Kafka's listener, at %d with that of Vert.x%n", plain, vertx);
    System.exit(plain == RECORDS && vertx == 0 ? 0 : 1);
  }
}
JAVA
java -Xmx256m -cp 'lib/*' kafka.Kafka server.properties > broker.log 2>&1 &
broker=$!
result=0
timeout 120 java -cp 'lib/*' Revoked.java "$port" 2> errors || result=$?
kill -9 "$broker"
((result == 0)) || { tail -5 errors >&2; exit "$result"; }
