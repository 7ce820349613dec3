package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.RawWebSocketClient.Frame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Slow readers: conflated on feeds with {@code latest}, closed on feeds with {@code every}, from
 * where they can resume. The updates are so large that the buffers of the operating system do not
 * hide the slowness.
 */
@Timeout(60)
class SlowReaderIT {
  private static final String SIXTY_KILOBYTES = "x".repeat(60_000);
  private static final int UPDATES_BEYOND_BUFFERS = 250;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT
                .limits(new Limits(64 * 1024, 1_000, 256 * 1024))
                // A client that does not read answers no ping, which must not end it first.
                .heartbeat(Duration.ofMinutes(1)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void onAnEveryFeedAWebSocketIsClosedWith4200AndResumesCompletely() {
    String topic = server.everyFeed() + ".a";
    List<Long> offsets = new ArrayList<>();
    String cursor = server.publish(topic, "0").cursor();

    try (RawWebSocketClient slow = webSocket(topic, cursor)) {
      slow.stopReading();
      publishUntilDisconnected(topic);
      slow.resumeReading();
      Frame frame = slow.frame();
      while (frame.opcode() != RawWebSocketClient.CLOSE) {
        if (frame.opcode() == RawWebSocketClient.TEXT) {
          offsets.add(TransportUnderTest.offset(frame.text()));
        }
        frame = slow.frame();
      }
      assertThat(frame.closeCode()).isEqualTo(4200);
    }

    assertContinues(offsets);
    assertThat(offsets.get(offsets.size() - 1)).isLessThan(newest(topic));
    resume(Transport.WEBSOCKET, topic, cursor, offsets);
  }

  @Test
  void onAnEveryFeedAStreamEndsAndResumesCompletely() throws Exception {
    String topic = server.everyFeed() + ".a";
    List<Long> offsets = new ArrayList<>();
    String cursor = server.publish(topic, "0").cursor();
    String reached = cursor;

    try (SlowSseClient slow =
        new SlowSseClient(server.port(), RawSseClient.path(ReadRequest.of(topic).since(cursor)))) {
      awaitReaders(topic, 1);
      publishUntilDisconnected(topic);
      SseEventStream text = new SseEventStream(slow);
      for (Event event = text.next(); event != null; event = text.next()) {
        reached = event.lastEventId().isEmpty() ? reached : event.lastEventId();
        if (event.type().equals("update")) {
          offsets.add(TransportUnderTest.offset(event.data()));
        }
      }
    }

    assertContinues(offsets);
    assertThat(reached).endsWith(":" + offsets.get(offsets.size() - 1));
    assertThat(offsets.get(offsets.size() - 1)).isLessThan(newest(topic));
    resume(Transport.SSE, topic, cursor, offsets);
  }

  @Test
  void onAnEveryFeedABridgeIsClosedWith4200() {
    String topic = server.everyFeed() + ".a";
    server.publish(topic, "0");

    try (RawWebSocketClient slow =
        RawWebSocketClient.openWithSmallBuffer(server.port(), "/eventbus/websocket")) {
      slow.send(registration(topic));
      slow.text();
      slow.stopReading();
      publishUntilDisconnected(topic);
      slow.resumeReading();

      assertThat(slow.closeCode()).isEqualTo(4200);
    }
  }

  @Test
  void onAnEveryFeedSockJsIsClosedWith4200() {
    String topic = server.everyFeed() + ".a";
    server.publish(topic, "0");

    try (RawWebSocketClient slow =
        RawWebSocketClient.openWithSmallBuffer(
            server.port(), "/eventbus/000/slow-reader/websocket")) {
      assertThat(slow.text()).isEqualTo("o");
      slow.send(new JsonArray().add(registration(topic)).encode());
      slow.text();
      slow.stopReading();
      publishUntilDisconnected(topic);
      slow.resumeReading();

      String frame = slow.text();
      while (frame.startsWith("a") || frame.equals("h")) {
        frame = slow.text();
      }
      assertThat(frame).isEqualTo("c[4200,\"too slow; resume from the cursor\"]");
      assertThat(slow.closeCode()).isEqualTo(4200);
    }
  }

  @Test
  void onALatestFeedAWebSocketIsConflatedToTheNewestOfEachTopic() {
    String feed = server.latestFeed();
    server.publish(feed + ".t0", "0");

    try (RawWebSocketClient slow = webSocket(feed + ".*", null)) {
      slow.stopReading();
      List<String> newest = publishOnThreeTopics(feed);
      slow.resumeReading();

      List<String> received = new ArrayList<>();
      while (!received.containsAll(newest)) {
        received.add(slow.text());
      }
      assertConflated(received);
      assertThat(server.publish(feed + ".t0", "1").update("1")).isEqualTo(slow.text());
    }
  }

  @Test
  void onALatestFeedAStreamIsConflatedAndContinues() throws Exception {
    String feed = server.latestFeed();
    server.publish(feed + ".t0", "0");

    try (SlowSseClient slow =
        new SlowSseClient(server.port(), RawSseClient.path(ReadRequest.of(feed + ".*")))) {
      awaitReaders(feed + ".t0", 1);
      List<String> newest = publishOnThreeTopics(feed);

      SseEventStream text = new SseEventStream(slow);
      List<String> received = new ArrayList<>();
      while (!received.containsAll(newest)) {
        received.add(update(text));
      }
      assertConflated(received);
      assertThat(server.publish(feed + ".t0", "1").update("1")).isEqualTo(update(text));
    }
  }

  @Test
  void onALatestFeedSockJsIsConflatedAndContinues() {
    String feed = server.latestFeed();
    server.publish(feed + ".t0", "0");

    try (RawWebSocketClient slow =
        RawWebSocketClient.openWithSmallBuffer(
            server.port(), "/eventbus/000/conflated-reader/websocket")) {
      assertThat(slow.text()).isEqualTo("o");
      slow.send(new JsonArray().add(registration(feed + ".*")).encode());
      slow.text();
      slow.stopReading();
      List<String> newest = publishOnThreeTopics(feed);
      slow.resumeReading();

      List<String> received = new ArrayList<>();
      while (!received.containsAll(newest)) {
        for (Object message : new JsonArray(slow.text().substring(1))) {
          received.add(BridgeMessage.body((String) message));
        }
      }
      assertConflated(received);
    }
  }

  @Test
  void onAnEveryFeedASockJsSessionOverHttpIsClosedWith4200() throws Exception {
    String topic = server.everyFeed() + ".a";
    server.publish(topic, "0");
    String session = "/eventbus/000/slow-session/";

    try (SlowSseClient slow = SlowSseClient.posting(server.port(), session + "xhr_streaming")) {
      String register = new JsonArray().add(registration(topic)).encode();
      assertThat(slow.read()).isNotNegative();
      assertThat(server.http().post(session + "xhr_send", register).statusCode()).isEqualTo(204);
      publishUntilDisconnected(topic);

      assertThat(server.http().post(session + "xhr", "").body())
          .isEqualTo("c[4200,\"too slow; resume from the cursor\"]\n");
    }
  }

  private static String update(SseEventStream text) {
    Event event = text.next();
    while (event != null && !event.type().equals("update")) {
      event = text.next();
    }
    if (event == null) {
      throw new AssertionError("the stream ended");
    }
    return event.data();
  }

  private static RawWebSocketClient webSocket(String topic, @Nullable String since) {
    RawWebSocketClient socket = RawWebSocketClient.openWithSmallBuffer(server.port(), "/v1/ws");
    socket.text();
    JsonObject subscribe =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray().add(topic));
    socket.send((since == null ? subscribe : subscribe.put("since", since)).encode());
    assertThat(socket.text()).startsWith("{\"type\":\"subscribed\"");
    return socket;
  }

  private static String registration(String address) {
    return new JsonObject().put("type", "register").put("address", address).encode();
  }

  private static void publishUntilDisconnected(String topic) {
    awaitReaders(topic, 1);
    int published = 0;
    while (readers(topic) > 0) {
      assertThat(published).as("closed as too slow").isLessThan(8 * UPDATES_BEYOND_BUFFERS);
      for (int i = 0; i < 25; i++) {
        server.publish(topic, '"' + SIXTY_KILOBYTES + '"');
        published++;
      }
    }
  }

  private static List<String> publishOnThreeTopics(String feed) {
    List<String> newest = new ArrayList<>();
    for (int i = 0; i < UPDATES_BEYOND_BUFFERS; i++) {
      String json = '"' + SIXTY_KILOBYTES + i + '"';
      newest.add(server.publish(feed + ".t" + i % 3, json).update(json));
    }
    return newest.subList(newest.size() - 3, newest.size());
  }

  private static void assertConflated(List<String> received) {
    assertThat(received)
        .extracting(TransportUnderTest::offset)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSizeLessThan(UPDATES_BEYOND_BUFFERS);
  }

  private static void assertContinues(List<Long> offsets) {
    assertThat(offsets)
        .isEqualTo(LongStream.range(2, 2 + offsets.size()).boxed().toList())
        .isNotEmpty();
  }

  private static void resume(Transport transport, String topic, String start, List<Long> offsets) {
    String cursor = start.replaceAll("[0-9]+$", "" + offsets.get(offsets.size() - 1));
    try (FeedhornClient client = FeedhornClient.to(server.address());
        UpdateReader reader = client.open(transport, ReadRequest.of(topic).since(cursor))) {
      ReceiptAssert last = server.publish(topic, "\"last\"");
      while (offsets.get(offsets.size() - 1) < last.offset()) {
        offsets.add(TransportUnderTest.offset(TransportUnderTest.next(reader)));
      }
      assertContinues(offsets);
      assertThat(reader.recovered()).isTrue();
    }
  }

  private static void awaitReaders(String topic, int count) {
    await().atMost(Duration.ofSeconds(50)).until(() -> readers(topic) == count);
  }

  private static int readers(String topic) {
    return listed(topic).getInteger("subscribers");
  }

  private static long newest(String topic) {
    return listed(topic).getLong("offset");
  }

  private static JsonObject listed(String topic) {
    return new JsonObject(server.http().get("/v1/topics?match=" + topic).body())
        .getJsonArray("topics")
        .getJsonObject(0);
  }
}
