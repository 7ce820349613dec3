package io.feedhorn.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.hostile.ServerProcess;
import io.feedhorn.source.DocumentedSource;
import io.feedhorn.source.SourceServer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with one broker of Kafka; each has topics of its own. */
class KafkaSourceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  @TempDir static Path shared;
  private static KafkaBroker broker;
  @TempDir Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new KafkaBroker(shared);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static Map<String, Object> keys(String topics, Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "kafka");
    all.put("brokers", List.of(broker.address()));
    all.put("topics", List.of(topics));
    all.put("group", "group-" + topics);
    all.put("timeout", "3s");
    all.put("backoff.min", "20ms");
    all.put("backoff.max", "200ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  private Map<String, Object> durable() {
    return Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
  }

  private static ProducerRecord<String, byte @Nullable []> record(
      String topic, @Nullable String key, @Nullable String value) {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, 0, 1_700_000_000_000L, key, bytes);
  }

  private static List<Object> numbers(int partition, int partitions, int to) {
    return IntStream.range(0, to)
        .filter(i -> i % partitions == partition)
        .<Object>mapToObj(i -> i)
        .toList();
  }

  private static long committed(String topic, int partition) throws Exception {
    try (Admin admin = broker.admin()) {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets("group-" + topic)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(topic, partition));
      return offset == null ? -1 : offset.offset();
    }
  }

  @Test
  void recordsAreMappedWithTheirKeyHeadersAndPosition() throws Exception {
    broker.createTopic("mapped", 1);
    ProducerRecord<String, byte @Nullable []> first = record("mapped", "EUR", "{\"p\":1.10}");
    first.headers().add("unit", "CHF".getBytes(StandardCharsets.UTF_8));
    broker.produce(List.of(first));
    try (SourceServer server =
        SourceServer.start(
            keys(
                "mapped",
                "topic",
                "k.${$key}",
                "data",
                "{'p': p, 'unit': $headers.unit, 'at': $topic & $partition & $offset}",
                "time",
                "$timestamp"))) {
      server.values("k.EUR", 1);

      assertThat(server.text("/v1/topics/k.EUR"))
          .contains("\"data\":{\"p\":1.10,\"unit\":\"CHF\",\"at\":\"mapped00\"}");
      assertThat(server.status(state -> state.containsKey("lag")).getDouble("lag")).isPositive();
    }
  }

  @Test
  void brokenRecordsAreReportedAndPassed() throws Exception {
    broker.createTopic("broken", 1);
    broker.produce(
        List.of(
            record("broken", "a", "nonsense"),
            new ProducerRecord<>("broken", 0, "b", new byte[] {0, 0, (byte) 0xFF}),
            record("broken", "c", null),
            record("broken", "d", "{\"p\":2}")));
    try (SourceServer server =
        SourceServer.start(keys("broken", "topic", "k.${$key}", "data", "p", "delete", "false"))) {
      assertThat(server.values("k.d", 1)).containsExactly(2);
      List<JsonObject> errors = server.errors(3);
      assertThat(errors.get(0).getString("message")).isEqualTo("nonsense");
      assertThat(errors.get(0).getString("position")).isEqualTo("broken/0/0@1700000000000");
      assertThat(errors.get(1).getString("reason")).contains("UTF-8");
      assertThat(errors.get(2).getString("reason")).contains("data").contains("no value");
      await().atMost(PATIENCE).until(() -> committed("broken", 0) == 4);
    }
  }

  @Test
  void aKeyAndAHeaderThatAreNotUtf8MatterOnlyIfTheyAreUsed() throws Exception {
    broker.createTopic("binary", 1);
    byte[] latin = "Z\u00FCrich".getBytes(StandardCharsets.ISO_8859_1);
    ProducerRecord<String, byte @Nullable []> used = record("binary", "a", "{\"n\":1}");
    used.headers().add("city", latin);
    ProducerRecord<String, byte @Nullable []> unused = record("binary", "b", "{\"n\":2}");
    unused.headers().add("traceparent", latin).add("city", "Bern".getBytes(StandardCharsets.UTF_8));
    broker.produce(List.of(used, unused));
    try (SourceServer server =
        SourceServer.start(
            keys("binary", "topic", "k.x", "data", "{'n': n, 'city': $headers.city}"))) {
      assertThat(server.values("k.x", 1))
          .extracting(Object::toString)
          .containsExactly("{\"n\":2,\"city\":\"Bern\"}");
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("data: the header 'city' is not text in UTF-8");
      await().atMost(PATIENCE).until(() -> committed("binary", 0) == 2);
    }
  }

  @Test
  void aRecordWithoutAValueDeletesItsTopic() throws Exception {
    broker.createTopic("tombstones", 1);
    broker.produce(
        List.of(
            record("tombstones", "a", "{\"p\":1}"),
            record("tombstones", "a", null),
            record("tombstones", "none", null),
            record("tombstones", "b", "{\"p\":2}")));
    try (SourceServer server =
        SourceServer.start(
            keys("tombstones", "topic", "k.${$key}", "filter", "p > 0", "time", "$timestamp"))) {
      assertThat(server.values("k.b", 1)).hasSize(1);
      assertThat(server.text("/v1/topics/k.a/history")).contains("\"deleted\":true");
      assertThat(server.text("/v1/topics/k.a")).contains("not_found");
      JsonObject state = server.status(counted -> counted.getInteger("published") == 3);
      assertThat(state.getInteger("unchanged")).isOne();
      assertThat(state.getInteger("errors")).isZero();
    }
  }

  @Test
  void eachCompressionIsRead() throws Exception {
    broker.createTopic("codecs", 1);
    for (String codec : List.of("gzip", "snappy", "lz4", "zstd")) {
      try (KafkaProducer<String, byte @Nullable []> producer = broker.producer(codec)) {
        producer.send(record("codecs", codec, "\"" + "x".repeat(1_000) + "\"")).get();
      }
    }
    try (SourceServer server = SourceServer.start(keys("codecs", "topic", "k.${$key}"))) {
      for (String codec : List.of("gzip", "snappy", "lz4", "zstd")) {
        assertThat(server.values("k." + codec, 1)).hasSize(1);
      }
    }
  }

  @Test
  void topicsArePublishedOnceAndInOrderAlthoughBothEndsAreStopped() throws Exception {
    Map<String, Object> keys = keys("order", "topic", "n.p${$partition}");
    broker.createTopic("order", 2);
    broker.produceNumbers("order", 2, 0, 1_000);
    try (SourceServer server = SourceServer.start(keys, durable())) {
      server.values("n.p0", 200);
    }
    broker.produceNumbers("order", 2, 1_000, 1_500);
    try (SourceServer server = SourceServer.start(keys, durable())) {
      server.values("n.p1", 600);
      broker.broker().kill();
      assertThat(server.failure("do not answer")).isNotEmpty();
      broker.broker().start();
      broker.produceNumbers("order", 2, 1_500, 2_000);
      server.status("live");
      server.values("n.p0", 800);
    }
    try (SourceServer server = SourceServer.start(keys, durable())) {
      assertThat(server.values("n.p0", 1_000)).containsExactlyElementsOf(numbers(0, 2, 2_000));
      assertThat(server.values("n.p1", 1_000)).containsExactlyElementsOf(numbers(1, 2, 2_000));
      await().atMost(PATIENCE).until(() -> committed("order", 0) == 1_000);
    }
  }

  @Test
  void aPartitionThatMovesUnderLoadIsPublishedOnceByTheTwoServers() throws Exception {
    Map<String, Object> keys = keys("moves", "topic", "n.p${$partition}", "in-flight", 16);
    // What cannot be committed before a partition moves is published by the next server, too.
    keys.put("timeout", "1m");
    Map<String, Object> second =
        Map.of("store.path", folder.resolve("second").toString(), "feeds.n.durable", true);
    broker.createTopic("moves", 4);
    List<List<Object>> ofRight = new ArrayList<>();
    try (SourceServer right = SourceServer.start(keys, second);
        NumberStream numbers = new NumberStream(broker, "moves", 4)) {
      right.values("n.p0", 1);
      try (SourceServer left = SourceServer.start(keys, durable())) {
        await().atMost(PATIENCE).until(() -> total(left) > 100);
      }
      int before = total(right);
      await().atMost(PATIENCE).until(() -> total(right) > before + 100);
      int all = numbers.stop();
      await().atMost(PATIENCE).until(() -> committedOfAll("moves", 4) == all);
      for (int partition = 0; partition < 4; partition++) {
        ofRight.add(right.values("n.p" + partition));
      }
      try (SourceServer left = SourceServer.startWith(durable())) {
        for (int partition = 0; partition < 4; partition++) {
          List<Object> ofLeft = left.values("n.p" + partition);
          assertThat(ofLeft).isSortedAccordingTo(KafkaSourceIT::compare);
          assertThat(ofRight.get(partition)).isSortedAccordingTo(KafkaSourceIT::compare);
          assertThat(Stream.concat(ofLeft.stream(), ofRight.get(partition).stream()))
              .containsExactlyInAnyOrderElementsOf(numbers(partition, 4, all));
        }
      }
    }
  }

  private static int total(SourceServer server) {
    return IntStream.range(0, 4).map(p -> server.values("n.p" + p).size()).sum();
  }

  private static int compare(Object left, Object right) {
    return Integer.compare((Integer) left, (Integer) right);
  }

  private static long committedOfAll(String topic, int partitions) throws Exception {
    long sum = 0;
    for (int partition = 0; partition < partitions; partition++) {
      sum += committed(topic, partition);
    }
    return sum;
  }

  @Test
  void aTopicThatDoesNotExistIsAFailureUntilItIsThere() throws Exception {
    try (SourceServer server = SourceServer.start(keys("missing", "topic", "n.x"))) {
      assertThat(server.failure("missing")).isEqualTo("the topic 'missing' does not exist");
      broker.createTopic("missing", 1);
      server.status("live");
      broker.produceNumbers("missing", 1, 0, 1);
      assertThat(server.values("n.x", 1)).containsExactly(0);
    }
  }

  @Test
  void aPatternSelectsTopics() throws Exception {
    broker.createTopic("pattern-a", 1);
    broker.createTopic("pattern-b", 1);
    Map<String, Object> keys = keys("x", "pattern", "pattern-.*", "topic", "n.${$topic}");
    keys.remove("topics");
    broker.produceNumbers("pattern-a", 1, 0, 1);
    broker.produceNumbers("pattern-b", 1, 1, 2);
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.values("n.pattern-a", 1)).containsExactly(0);
      assertThat(server.values("n.pattern-b", 1)).containsExactly(1);
    }
  }

  @Test
  void latestStartsAtTheEndAndGoesOnThereAfterARestart() throws Exception {
    broker.createTopic("latest", 1);
    broker.produceNumbers("latest", 1, 0, 5);
    Map<String, Object> keys = keys("latest", "topic", "n.x", "from", "latest");
    try (SourceServer server = SourceServer.start(keys)) {
      server.status("live");
      await().atMost(PATIENCE).until(() -> committed("latest", 0) == 5);
    }
    broker.produceNumbers("latest", 1, 5, 7);
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.values("n.x", 2)).containsExactly(5, 6);
    }
  }

  @Test
  void recordsThatWereDeletedBeforeTheyWereReadAreAGap() throws Exception {
    broker.createTopic("deleted", 1);
    broker.produceNumbers("deleted", 1, 0, 10);
    TopicPartition partition = new TopicPartition("deleted", 0);
    try (Admin admin = broker.admin()) {
      admin
          .alterConsumerGroupOffsets("group-deleted", Map.of(partition, new OffsetAndMetadata(2)))
          .all()
          .get();
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6))).all().get();
    }
    try (SourceServer server = SourceServer.start(keys("deleted", "topic", "n.x"))) {
      assertThat(server.values("n.x", 4)).containsExactly(6, 7, 8, 9);
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("gap: the records 2 to 5 of deleted-0 are deleted");
    }
  }

  @Test
  void propertiesAreThoseOfTheConsumerAndARefusalIsNamed() throws Exception {
    broker.createTopic("secured", 1);
    broker.produceNumbers("secured", 1, 0, 1);
    Map<String, Object> keys = keys("secured", "topic", "n.x");
    keys.put("brokers", List.of(broker.saslAddress()));
    keys.put("properties", KafkaBroker.reader("wrong"));
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.failure("Authentication failed")).doesNotContain("wrong");
    }
    keys.put("properties", KafkaBroker.reader("secret"));
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.failure("Not authorized to access topics: [secured]")).isNotEmpty();
      allow(ResourceType.TOPIC, "secured");
      server.status(state -> state.getString("reason", "").contains("group-secured"));
      allow(ResourceType.GROUP, "group-secured");
      assertThat(server.values("n.x", 1)).containsExactly(0);
    }
  }

  private static void allow(ResourceType type, String name) throws Exception {
    try (Admin admin = broker.admin()) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(type, name, PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:reader", "*", AclOperation.READ, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }

  @Test
  void theRecipeOfTheDocsWorks() throws Exception {
    broker.createTopic("orders", 1);
    broker.produce(List.of(record("orders", "1", "{\"region\":\"eu\",\"n\":7}")));
    try (SourceServer server =
        DocumentedSource.start(
            "docs/sources.md", "type: kafka", "localhost:9092", broker.address())) {
      assertThat(server.values("orders.eu", 1)).hasSize(1);
    }
  }

  @Test
  void eachRecordIsPublishedOnceAlthoughServerAndBrokerAreKilled() throws Exception {
    broker.createTopic("kill", 2);
    broker.produceNumbers("kill", 2, 0, 3_000);
    int published = 0;
    for (int kill = 1; kill <= 2; kill++) {
      try (ServerProcess server = ServerProcess.start(killSettings(), "-Xmx256m")) {
        published = awaitValues(server, "n.p0", Math.min(1_500, published + 200)).size();
        if (kill == 1) {
          broker.restart();
          published = awaitValues(server, "n.p0", Math.min(1_500, published + 100)).size();
        }
      }
    }
    try (ServerProcess server = ServerProcess.start(killSettings(), "-Xmx256m")) {
      for (int partition = 0; partition < 2; partition++) {
        assertThat(awaitValues(server, "n.p" + partition, 1_500))
            .containsExactlyElementsOf(numbers(partition, 2, 3_000));
      }
    }
  }

  private Map<String, String> killSettings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("FEEDHORN_STORE_PATH", folder.resolve("store").toString());
    settings.put("FEEDHORN_FEEDS_N_DURABLE", "true");
    settings.put("FEEDHORN_FEEDS_N_DELIVERY", "every");
    settings.put("FEEDHORN_FEEDS_N_HISTORY_SIZE", "5000");
    settings.put("FEEDHORN_FEEDS_N_HISTORY_AGE", "1d");
    settings.put("FEEDHORN_SOURCES_TEST_TYPE", "kafka");
    settings.put("FEEDHORN_SOURCES_TEST_BROKERS", broker.address());
    settings.put("FEEDHORN_SOURCES_TEST_TOPICS", "kill");
    settings.put("FEEDHORN_SOURCES_TEST_TOPIC", "n.p${$partition}");
    // So that the next process gets the partitions at once.
    settings.put("FEEDHORN_SOURCES_TEST_PROPERTIES", "group.instance.id=feedhorn");
    // Few at a time, so that a kill meets a source that is at work.
    settings.put("FEEDHORN_SOURCES_TEST_IN_FLIGHT", "16");
    settings.put("FEEDHORN_SOURCES_TEST_BACKOFF_MIN", "20ms");
    return settings;
  }

  private static List<Object> awaitValues(ServerProcess server, String topic, int count) {
    try (FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
      return await()
          .atMost(PATIENCE)
          .until(() -> values(client, topic), values -> values.size() >= count);
    }
  }

  private static List<Object> values(FeedhornClient client, String topic) {
    JsonObject history =
        new JsonObject(client.get("/v1/topics/" + topic + "/history?limit=5000").body());
    return history.containsKey("updates")
        ? history.getJsonArray("updates").stream()
            .map(update -> ((JsonObject) update).getValue("data"))
            .toList()
        : List.of();
  }
}
