package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.client.SseReader;
import io.feedhorn.client.TextSocketClient;
import io.feedhorn.client.WebSocketReader;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deltas as they are on the wire of each transport. */
@Timeout(60)
class DeltaIT {
  private static final String FIRST = "{\"text\":\"%s\",\"price\":1.10}".formatted("x".repeat(100));
  private static final String SECOND = FIRST.replace("1.10", "1.20");
  private static final String PATCH = "[{\"op\":\"replace\",\"path\":\"/price\",\"value\":1.20}]";

  private static RunningServer server;
  private static FeedhornClient client;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
    client = new FeedhornClient(server.vertx(), ClientOptions.of(URI.create(server.address())));
  }

  @AfterAll
  static void stopServer() {
    client.close();
    server.close();
  }

  private static String delta(ReceiptAssert published) {
    return published.update("").replace(",\"data\":", ",\"base\":1,\"patch\":" + PATCH);
  }

  @Test
  void aWebSocketThatAskedGetsDeltasAndOthersDoNot() {
    String topic = server.latestFeed() + ".a";
    try (TextSocketClient asked = WebSocketReader.connect(client);
        TextSocketClient plain = WebSocketReader.connect(client)) {
      asked.send(WebSocketReader.subscribeMessage(ReadRequest.of(topic).withDeltas()).encode());
      plain.send(WebSocketReader.subscribeMessage(ReadRequest.of(topic)).encode());
      asked.receive("subscribed");
      plain.receive("subscribed");
      String first = server.publish(topic, FIRST).update(FIRST);
      ReceiptAssert second = server.publish(topic, SECOND);

      assertThat(asked.receive("the first")).isEqualTo(first);
      assertThat(asked.receive("the second")).isEqualTo(delta(second));
      assertThat(plain.receive("the first")).isEqualTo(first);
      assertThat(plain.receive("the second")).isEqualTo(second.update(SECOND));
    }
  }

  @Test
  void anEventStreamSendsDeltas() {
    String topic = server.latestFeed() + ".a";
    String first = server.publish(topic, FIRST).update(FIRST);
    try (SseReader stream = new SseReader(client, ReadRequest.of(topic).withDeltas())) {
      assertThat(nextUpdate(stream).data()).isEqualTo(first);
      ReceiptAssert second = server.publish(topic, SECOND);

      Event event = nextUpdate(stream);
      assertThat(event.data()).isEqualTo(delta(second));
      assertThat(event.lastEventId()).isEqualTo(second.cursor());
    }
  }

  private static Event nextUpdate(SseReader stream) {
    Event event = Objects.requireNonNull(stream.event(TransportUnderTest.TIMEOUT));
    return event.type().equals("update") ? event : nextUpdate(stream);
  }

  @Test
  void theEventBusBridgeSendsDeltas() {
    String topic = server.latestFeed() + ".a";
    try (BridgeCarrier carrier = BridgeCarrier.webSocket(client)) {
      carrier.send(
          BridgeReader.message("register", topic)
              .put("headers", new JsonObject().put("delta", true))
              .put("replyAddress", "registered")
              .encode());
      carrier.poll(TransportUnderTest.TIMEOUT);
      String first = server.publish(topic, FIRST).update(FIRST);
      ReceiptAssert second = server.publish(topic, SECOND);

      assertThat(carrier.poll(TransportUnderTest.TIMEOUT)).contains("\"body\":" + first);
      assertThat(carrier.poll(TransportUnderTest.TIMEOUT))
          .contains("\"cursor\":\"" + second.cursor() + "\"", "\"body\":" + delta(second));
    }
  }

  @Test
  void onlyTrueAndFalseAreAllowed() {
    try (TextSocketClient socket = WebSocketReader.connect(client)) {
      socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"delta\":\"yes\"}");
      assertThat(socket.receive("the refusal"))
          .contains("\"code\":\"bad_request\"", "'delta' must be true or false.");
    }
    assertThat(server.http().get("/v1/stream?topics=a.b&delta=yes").body())
        .contains("\"code\":\"bad_request\"", "'delta' must be true or false.");
    assertThat(server.http().get("/v1/updates?topics=a.b&delta=true").body())
        .contains("\"code\":\"bad_request\"", "'delta' does not exist here");
  }
}
