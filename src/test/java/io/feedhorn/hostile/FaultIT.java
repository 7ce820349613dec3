package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures of the process, the machine and the clients of a server. Linux only. */
@Timeout(180)
class FaultIT {
  private static final String TOPIC = "chat.a";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The duration of a freeze, as by a long collection or a migrated machine. */
  private static final Duration FREEZE = Duration.ofSeconds(Long.getLong("freeze", 3));

  private static final int CONNECTS = Integer.getInteger("connects", 3_000);

  @Test
  void afterAKillReadersGetAReset() throws Exception {
    String cursor;
    try (ServerProcess first = ServerProcess.start(Map.of())) {
      for (int i = 1; i <= 5; i++) {
        first.publish(TOPIC, Integer.toString(i));
      }
      cursor = cursor(first.publish(TOPIC, "6").body());
      first.signal("KILL");
    }
    try (ServerProcess second = ServerProcess.start(Map.of())) {
      for (int i = 101; i <= 110; i++) {
        second.publish(TOPIC, Integer.toString(i));
      }
      try (SocketClient reader = SocketClient.subscribed(second.port(), TOPIC, cursor)) {
        await().atMost(TIMEOUT).until(() -> !reader.numbers().isEmpty());
        second.publish(TOPIC, "111");
        await().atMost(TIMEOUT).until(() -> reader.numbers().contains(111L));

        assertThat(reader.messages()).anyMatch(message -> message.contains("\"recovered\":false"));
        assertThat(reader.numbers()).containsExactly(110L, 111L);
      }
      String polled = second.get("/v1/updates?topics=" + TOPIC + "&since=" + cursor);
      assertThat(new JsonObject(polled).getBoolean("recovered")).isFalse();
    }
  }

  @Test
  void aFreezeLosesNoUpdateAndNoConnection() throws Exception {
    // Longer than the time after which an unanswered heartbeat ends a connection.
    try (ServerProcess server = ServerProcess.start(Map.of("FEEDHORN_HTTP_HEARTBEAT", "1s"));
        SocketClient reader = SocketClient.subscribed(server.port(), TOPIC, null)) {
      await().atMost(TIMEOUT).until(() -> reader.messages().size() == 2);
      publish(server, 1, 20);
      server.signal("STOP");
      Thread publisher = new Thread(() -> publish(server, 21, 40), "publisher");
      publisher.start();
      publisher.join(FREEZE.toMillis());
      assertThat(publisher.isAlive()).as("waits for the frozen server").isTrue();
      server.signal("CONT");
      publisher.join(TIMEOUT.toMillis());
      publish(server, 41, 60);

      await().atMost(TIMEOUT).until(() -> reader.numbers().size() == 60);
      assertThat(reader.numbers()).isEqualTo(upTo(60));
      assertThat(reader.ended()).isFalse();
    }
  }

  @Test
  void withoutFreeDescriptorsConnectedClientsAreServedAndTheServerRecovers() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of());
        SocketClient reader = SocketClient.subscribed(server.port(), TOPIC, null)) {
      await().atMost(TIMEOUT).until(() -> reader.messages().size() == 2);
      // Loads the classes that are needed: from a folder, that needs descriptors.
      publishOn(reader, 1, 5);
      await().atMost(TIMEOUT).until(() -> reader.numbers().size() == 5);
      long most = server.descriptors() + 30;
      ServerProcess.run("prlimit", "--pid", Long.toString(server.pid()), "--nofile=" + most);
      List<Socket> many = connections(server.port(), 200);
      publishOn(reader, 6, 10);
      await().atMost(TIMEOUT).until(() -> reader.numbers().size() == 10);
      for (Socket one : many) {
        one.close();
      }

      HttpFuzzCase.assertIsServed(server.port());
      publish(server, 11, 15);
      await().atMost(TIMEOUT).until(() -> reader.numbers().size() == 15);
      assertThat(reader.numbers()).isEqualTo(upTo(15));
    }
  }

  @Test
  void manyShortConnectionsLeaveNoResourcesBehind() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of());
        SocketClient reader = SocketClient.subscribed(server.port(), TOPIC, null)) {
      await().atMost(TIMEOUT).until(() -> reader.messages().size() == 2);
      long before = server.descriptors();
      for (int i = 0; i < CONNECTS; i++) {
        if (i % (CONNECTS / 10) == 0) {
          publishOn(reader, 1 + i / (CONNECTS / 10), 1 + i / (CONNECTS / 10));
        }
        connections(server.port(), 1).get(0).close();
      }

      await().atMost(TIMEOUT).until(() -> reader.numbers().size() == 10);
      assertThat(reader.numbers()).isEqualTo(upTo(10));
      await().atMost(TIMEOUT).until(() -> server.descriptors() < before + 20);
      HttpFuzzCase.assertIsServed(server.port());
    }
  }

  @Test
  void aReaderOfOneByteASecondDoesNotDelayOthers() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of(), "-Xmx128m");
        Socket slow = new Socket();
        SocketClient reader = SocketClient.subscribed(server.port(), "prices.*", null)) {
      slow.setReceiveBufferSize(4_096);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      slow.getOutputStream()
          .write(
              "GET /v1/stream?topics=prices.* HTTP/1.1\r\nHost: h\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      slow.getInputStream().read();
      String large = "\"" + "x".repeat(30_000) + "\"";
      for (int i = 1; i <= 200; i++) {
        server.publish("prices.a", large);
        if (i % 100 == 0) {
          assertThat(slow.getInputStream().read()).isNotNegative();
        }
      }
      server.publish("prices.a", "201");

      await().atMost(TIMEOUT).until(() -> last(reader).endsWith("\"data\":201}"));
      await().atMost(TIMEOUT).until(() -> server.sum("feedhorn_conflated_total") > 0);
      assertThat(server.connections()).as("the slow one is not cut off").isEqualTo(2);
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void aPlannedStopCompletesInTenSecondsIfClientsDoNotRead() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of());
        Socket deaf = new Socket();
        SocketClient reader = SocketClient.subscribed(server.port(), TOPIC, null)) {
      deaf.setReceiveBufferSize(4_096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      deaf.getOutputStream()
          .write(
              "GET /v1/stream?topics=prices.* HTTP/1.1\r\nHost: h\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String large = "\"" + "x".repeat(60_000) + "\"";
      await().atMost(TIMEOUT).until(() -> server.connections() == 2);
      for (int i = 0; i < 100; i++) {
        server.publish("prices.a", large);
      }
      publish(server, 1, 20);
      server.signal("TERM");

      assertThat(server.exitCode(Duration.ofSeconds(10))).isEqualTo(143);
      await().atMost(TIMEOUT).until(reader::ended);
      assertThat(reader.numbers()).isEqualTo(upTo(20));
      assertThat(last(reader)).startsWith("{\"type\":\"leaving\"");
      assertThat(reader.code()).isEqualTo(1001);
    }
  }

  @Test
  void aFullDiskAffectsOnlyTheLogFile() {
    try (ServerProcess server = ServerProcess.withoutRoomForItsLog()) {
      publish(server, 1, 20);

      JsonObject history = new JsonObject(server.get("/v1/topics/" + TOPIC + "/history"));
      assertThat(history.getJsonArray("updates")).hasSize(20);
      assertThat(server.get("/v1/topics/a")).contains("\"code\":\"bad_topic\"");
    }
  }

  private static String last(SocketClient reader) {
    return reader.messages().isEmpty() ? "" : reader.messages().get(reader.messages().size() - 1);
  }

  private static void publish(ServerProcess server, int from, int to) {
    for (int i = from; i <= to; i++) {
      assertThat(server.publish(TOPIC, Integer.toString(i)).statusCode()).isEqualTo(201);
    }
  }

  /** Publishes on an open connection. */
  private static void publishOn(SocketClient client, int from, int to) {
    for (int i = from; i <= to; i++) {
      client.send("{\"type\":\"publish\",\"id\":2,\"topic\":\"" + TOPIC + "\",\"data\":" + i + "}");
    }
  }

  private static List<Socket> connections(int port, int number) throws IOException {
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      all.add(new Socket(InetAddress.getLoopbackAddress(), port));
    }
    return all;
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static String cursor(String receipt) {
    return new JsonObject(receipt).getString("cursor");
  }
}
