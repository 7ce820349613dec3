package io.feedhorn.source.nats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.Broker;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.StoppedSource;
import io.feedhorn.source.TestNats;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests with a nats-server. */
@SuppressWarnings("try") // The close of a connection to NATS can be interrupted.
class NatsSourceIT {
  @TempDir Path folder;
  private Broker broker;
  private String url;

  @BeforeEach
  void startBroker() {
    int port = Broker.freePort();
    url = "nats://127.0.0.1:" + port;
    broker = TestNats.start(folder, port);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  private Map<String, Object> keys(Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "nats");
    all.put("url", url);
    all.put("backoff.min", "20ms");
    all.put("backoff.max", "200ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  private void publish(int from, int to) throws Exception {
    try (Connection client = TestNats.connect(url)) {
      for (int i = from; i < to; i++) {
        client
            .jetStream()
            .publish("orders.eu", ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void createStream(RetentionPolicy retention) throws Exception {
    try (Connection client = TestNats.connect(url)) {
      client
          .jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name("ORDERS")
                  .subjects("orders.>")
                  .storageType(StorageType.File)
                  .retentionPolicy(retention)
                  .build());
    }
  }

  @Test
  void messagesOfTheCoreArePublishedByTheirSubject() throws Exception {
    try (SourceServer server =
            SourceServer.start(
                keys(
                    "subject",
                    "prices.*",
                    "topic",
                    "nats.${$substringAfter($subject, '.')}",
                    "data",
                    "p"));
        Connection client = TestNats.connect(url)) {
      server.status("live");
      client.publish("prices.EUR", "{\"p\":1.5}".getBytes(StandardCharsets.UTF_8));
      client.publish("prices.CHF", "nonsense".getBytes(StandardCharsets.UTF_8));
      client.publish("prices.CHF", "{\"p\":2}".getBytes(StandardCharsets.UTF_8));

      assertThat(server.values("nats.EUR", 1)).containsExactly(1.5);
      assertThat(server.values("nats.CHF", 1)).containsExactly(2);
      assertThat(server.errors(1).get(0).getString("message")).isEqualTo("nonsense");
    }
  }

  @Test
  void aSubjectMayHaveAnyCharacters() throws Exception {
    Options.Builder utf8 = new Options.Builder().server(url).supportUTF8Subjects();
    try (SourceServer server =
            SourceServer.start(
                keys("subject", "st\u00E4dte.>", "topic", "n.x", "data", "$subject"));
        Connection client = Nats.connect(utf8.build())) {
      server.status("live");
      client.publish("st\u00E4dte.Z\u00FCrich", new byte[] {'1'});

      assertThat(server.values("n.x", 1)).containsExactly("st\u00E4dte.Z\u00FCrich");
    }
  }

  @Test
  void aSubjectThatIsNotUtf8MattersOnlyIfItIsUsed() throws Exception {
    byte[] publish = "PUB n.Z\u00FC 1\r\n1\r\nPING\r\n".getBytes(StandardCharsets.ISO_8859_1);
    String topic = "${$ = 1 ? $subject : 'n.x'}";
    try (SourceServer server =
            SourceServer.start(keys("subject", "n.>", "topic", topic, "data", "$"));
        Connection client = TestNats.connect(url)) {
      server.status("live");
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
        socket.getOutputStream().write("CONNECT {\"verbose\":false}\r\n".getBytes(US_ASCII));
        socket.getOutputStream().write(publish);
        BufferedReader answers =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        assertThat(answers.readLine()).startsWith("INFO");
        assertThat(answers.readLine()).isEqualTo("PONG");
      }
      client.publish("n.y", new byte[] {'2'});

      assertThat(server.values("n.x", 1)).containsExactly(2);
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("topic: the subject 'n.Z\uFFFD' is not text in UTF-8");
    }
  }

  @Test
  void aMessageThatIsNotUtf8IsReported() throws Exception {
    try (SourceServer server =
            SourceServer.start(keys("subject", "names", "format", "text", "topic", "n.x"));
        Connection client = TestNats.connect(url)) {
      server.status("live");
      client.publish("names", "Zürich".getBytes(StandardCharsets.ISO_8859_1));
      client.publish("names", "Zürich".getBytes(StandardCharsets.UTF_8));

      assertThat(server.values("n.x", 1)).containsExactly("Zürich");
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("the message is not text in UTF-8");
    }
  }

  @Test
  void aStreamIsPublishedOnceAndInOrderAlthoughBothEndsAreStopped() throws Exception {
    Map<String, Object> keys =
        keys("stream", "ORDERS", "subject", "orders.>", "topic", "n.x", "data", "n");
    Map<String, Object> durable =
        Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
    createStream(RetentionPolicy.Limits);
    publish(0, 1_000);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 200);
    }
    publish(1_000, 1_500);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 600);
      broker.kill();
      broker.start();
      publish(1_500, 2_000);
      server.values("n.x", 1_600);
    }
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.values("n.x", 2_000))
          .containsExactlyElementsOf(IntStream.range(0, 2_000).<Object>mapToObj(i -> i).toList());
      try (Connection client = TestNats.connect(url)) {
        assertThat(client.jetStreamManagement().getConsumerNames("ORDERS"))
            .singleElement()
            .asString()
            .startsWith("feedhorn-test-");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RetentionPolicy.class)
  void aStreamOfEachRetentionIsReadOnAfterARestart(RetentionPolicy retention) throws Exception {
    Map<String, Object> keys =
        keys("stream", "ORDERS", "subject", "orders.>", "topic", "n.x", "data", "n");
    Map<String, Object> durable =
        Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
    createStream(retention);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.status("live");
      publish(0, 300);
      server.values("n.x", 100);
    }
    publish(300, 400);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 350);
      broker.kill();
      broker.start();
      publish(400, 500);

      assertThat(server.values("n.x", 500))
          .containsExactlyElementsOf(IntStream.range(0, 500).<Object>mapToObj(i -> i).toList());
    }
  }

  @Test
  void aConsumerThatIsDeletedIsReplaced() throws Exception {
    createStream(RetentionPolicy.Limits);
    try (SourceServer server =
            SourceServer.start(
                keys("stream", "ORDERS", "subject", "orders.>", "topic", "n.x", "data", "n"));
        Connection client = TestNats.connect(url)) {
      publish(0, 3);
      server.values("n.x", 3);
      for (String name : client.jetStreamManagement().getConsumerNames("ORDERS")) {
        client.jetStreamManagement().deleteConsumer("ORDERS", name);
      }
      publish(3, 6);
      assertThat(server.values("n.x", 6)).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void aStreamThatIsCreatedAgainIsRead() throws Exception {
    createStream(RetentionPolicy.Limits);
    try (SourceServer server =
            SourceServer.start(
                keys("stream", "ORDERS", "subject", "orders.>", "topic", "n.x", "data", "n"));
        Connection client = TestNats.connect(url)) {
      publish(0, 3);
      server.values("n.x", 3);
      client.jetStreamManagement().deleteStream("ORDERS");
      createStream(RetentionPolicy.Limits);
      publish(3, 6);
      assertThat(server.values("n.x", 6)).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void aMissingBrokerIsAFailureUntilItIsThere() {
    broker.kill();
    try (SourceServer server = SourceServer.start(keys("subject", "a.b", "topic", "n.x"))) {
      assertThat(server.status("failing").getString("reason")).isNotEmpty();
      broker.start();
      server.status("live");
    }
  }

  @Test
  void aStopAcknowledgesAllThatIsPublished() throws Exception {
    createStream(RetentionPolicy.Limits);
    publish(0, 4_000);
    Map<String, Object> keys = keys("stream", "ORDERS", "subject", "orders.>", "data", "n");

    assertThat(StoppedSource.values(keys, folder, 4_000))
        .containsExactlyElementsOf(IntStream.range(0, 4_000).<Object>mapToObj(i -> i).toList());
  }

  @Test
  void aServerThatDoesNotAnswerIsAFailure() throws Exception {
    createStream(RetentionPolicy.Limits);
    try (SourceServer server =
        SourceServer.start(
            keys(
                "stream",
                "ORDERS",
                "subject",
                "orders.>",
                "topic",
                "n.x",
                "data",
                "n",
                "timeout",
                "1s"))) {
      server.status("live");
      broker.freeze();
      assertThat(server.failure("interrupted")).isNotEmpty();
      broker.thaw();

      publish(0, 10);
      assertThat(server.values("n.x", 10)).hasSize(10);
    }
  }
}
