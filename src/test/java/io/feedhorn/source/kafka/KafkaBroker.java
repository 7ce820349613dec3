package io.feedhorn.source.kafka;

import io.feedhorn.source.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A broker of Kafka in KRaft mode, as a process. Without a user everything is allowed; the user
 * {@code reader} with the password {@code secret}, on the second listener, may do what an ACL
 * allows.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  private final int port = Broker.freePort();
  private final int saslPort = Broker.freePort();
  private final Broker broker;

  /**
   * @param folder the folder of the data and of the log
   */
  public KafkaBroker(Path folder) throws Exception {
    Path data = Files.createDirectories(folder.resolve("kafka"));
    // What the tool for formatting writes, without a JVM more.
    Files.writeString(
        data.resolve("meta.properties"),
        "version=1\ncluster.id=Zm9ybWF0dGVkLWJ5LWhhbmQ\nnode.id=1\n");
    Path properties = folder.resolve("server.properties");
    Files.writeString(properties, properties(data, Broker.freePort()));
    broker =
        Broker.start(
            folder,
            port,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "@" + classPath(folder),
                "kafka.Kafka",
                properties.toString()));
  }

  private String properties(Path data, int controller) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%3$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,SASL_PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
    log.dirs=%4$s
    num.network.threads=1
    num.io.threads=2
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=1
    group.initial.rebalance.delay.ms=0
    # Records of the tests have a time of the past; the default of a week deletes them.
    log.retention.ms=-1
    authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
    super.users=User:ANONYMOUS
    sasl.enabled.mechanisms=PLAIN
    listener.name.sasl_plaintext.plain.sasl.jaas.config=%5$s required user_reader="secret";
    """
        .formatted(port, saslPort, controller, data, PLAIN);
  }

  /** Returns a file with the option of the class path. */
  private static Path classPath(Path folder) throws IOException, InterruptedException {
    Path pom = Path.of("src/test/kafka/pom.xml").toAbsolutePath();
    Path file = Path.of("target", "kafka-broker.classpath").toAbsolutePath();
    if (!Files.exists(file)
        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(pom)) < 0) {
      Process maven =
          new ProcessBuilder(
                  "mvn",
                  "-q",
                  "-B",
                  "-f",
                  pom.toString(),
                  "dependency:build-classpath",
                  "-Dmdep.outputFile=" + file)
              .redirectErrorStream(true)
              .start();
      String output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (maven.waitFor() != 0) {
        throw new IllegalStateException("Maven does not resolve the class path: " + output);
      }
    }
    return Files.writeString(folder.resolve("classpath"), "-cp " + Files.readString(file).strip());
  }

  /** Returns the address of the listener that needs no user. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Returns the address of the listener that needs a user. */
  String saslAddress() {
    return "127.0.0.1:" + saslPort;
  }

  /** Returns the properties of a client that is the user {@code reader}. */
  static Map<String, String> reader(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "%s required username=\"reader\" password=\"%s\";".formatted(PLAIN, password));
  }

  Broker broker() {
    return broker;
  }

  /** Returns a client that may do everything. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address()));
  }

  /** Creates a topic and waits until the broker has it. */
  public void createTopic(String topic, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
  }

  /** Returns a producer that repeats what has no answer, without doubling it. */
  public KafkaProducer<String, byte @Nullable []> producer(String compression) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            address(),
            "compression.type",
            compression,
            "linger.ms",
            "0",
            "enable.idempotence",
            "true",
            // Of several, the later ones can be refused for good if the first one has to be
            // repeated.
            "max.in.flight.requests.per.connection",
            "1"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** Writes records and waits until the broker has them. */
  void produce(List<ProducerRecord<String, byte @Nullable []>> records) throws Exception {
    try (KafkaProducer<String, byte @Nullable []> producer = producer("none")) {
      for (Future<RecordMetadata> sent : records.stream().map(producer::send).toList()) {
        sent.get();
      }
    }
  }

  /** Writes numbers, a number's remainder being its partition. */
  void produceNumbers(String topic, int partitions, int from, int to) throws Exception {
    List<ProducerRecord<String, byte @Nullable []>> records = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] value = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(topic, i % partitions, null, value));
    }
    produce(records);
  }

  /** Kills the broker, without any time to finish, and starts it with its data. */
  public void restart() {
    broker.kill();
    broker.start();
  }

  @Override
  public void close() {
    broker.close();
  }
}
