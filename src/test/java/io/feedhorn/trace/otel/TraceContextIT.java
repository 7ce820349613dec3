package io.feedhorn.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.TextSocketClient;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server without tracing, of which one feed passes trace contexts on to its readers. */
@Timeout(120)
class TraceContextIT {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final Vertx VERTX = Vertx.vertx();
  private static FeedhornServer server;
  private static FeedhornClient client;

  @BeforeAll
  static void start() {
    Settings settings = Settings.builder().port(0).set("feeds.told.trace", true).build();
    server = FeedhornServer.start(VERTX, settings).await();
    client = FeedhornClient.to(server.address());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.stop().await();
    VERTX.close().await();
  }

  private static void publish(String topic, String traceparent) {
    client
        .post(
            "/v1/topics/" + topic,
            "{\"p\":1}",
            "Content-Type",
            "application/json",
            "traceparent",
            traceparent)
        .requireStatus(201);
  }

  private static JsonObject newest(String topic) {
    return new JsonObject(client.get("/v1/topics/" + topic).requireStatus(200).body());
  }

  @Test
  void anUpdateHasTheTraceContextOfItsRequest() {
    publish("told.a", TRACEPARENT);
    assertThat(newest("told.a").getString("traceparent")).isEqualTo(TRACEPARENT);
    assertThat(newest("told.a").getJsonObject("data")).isEqualTo(new JsonObject().put("p", 1));
    client.publish("told.a", "2");
    assertThat(newest("told.a").containsKey("traceparent")).isFalse();
  }

  @Test
  void anotherFeedDoesNotPassItOn() {
    publish("untold.a", TRACEPARENT);
    assertThat(newest("untold.a").containsKey("traceparent")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "\"}{\""})
  void ignoresATraceContextThatIsNotValid(String traceparent) {
    publish("told.b", traceparent);
    assertThat(newest("told.b").containsKey("traceparent")).isFalse();
  }

  @Test
  void readsTheLinesOfABatchAsOneRequest() {
    client
        .post(
            "/v1/publish",
            "{\"topic\":\"told.c\",\"data\":1}\n{\"topic\":\"told.d\",\"data\":1}",
            "Content-Type",
            "application/x-ndjson",
            "traceparent",
            TRACEPARENT)
        .requireStatus(200);
    assertThat(newest("told.c").getString("traceparent")).isEqualTo(TRACEPARENT);
    assertThat(newest("told.d").getString("traceparent")).isEqualTo(TRACEPARENT);
  }

  @Test
  void readsTheHeadersOfTheEventBus() {
    DeliveryOptions options = new DeliveryOptions().addHeader("traceparent", TRACEPARENT);
    JsonObject request = new JsonObject().put("topic", "told.e").put("data", 1);
    VERTX.eventBus().request("feedhorn.publish", request, options).await();
    assertThat(newest("told.e").getString("traceparent")).isEqualTo(TRACEPARENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"publish\",\"address\":\"TOPIC\",\"body\":1,\"headers\":HEADERS}",
        "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"headers\":HEADERS,"
            + "\"body\":{\"topic\":\"TOPIC\",\"data\":1}}"
      })
  void readsTheHeadersOfTheBridge(String message) {
    String topic = message.contains("send") ? "told.f" : "told.g";
    String headers = new JsonObject().put("traceparent", TRACEPARENT).encode();
    try (TextSocketClient socket = client.openWebSocket("/eventbus/websocket")) {
      socket.send(message.replace("TOPIC", topic).replace("HEADERS", headers));
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.get("/v1/topics/" + topic).status() == 200);
      assertThat(newest(topic).getString("traceparent")).isEqualTo(TRACEPARENT);
      socket.send(message.replace("TOPIC", topic).replace("HEADERS", "{\"traceparent\":7}"));
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Objects.equals(newest(topic).getInteger("seq"), 2));
      assertThat(newest(topic).containsKey("traceparent")).isFalse();
    }
  }

  @Test
  void readsAMessageOnAWebSocket() {
    try (TextSocketClient socket = client.openWebSocket("/v1/ws")) {
      socket.send(
          "{\"type\":\"publish\",\"id\":1,\"topic\":\"told.h\",\"data\":1,\"traceparent\":\"%s\"}"
              .formatted(TRACEPARENT));
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.get("/v1/topics/told.h").status() == 200);
      assertThat(newest("told.h").getString("traceparent")).isEqualTo(TRACEPARENT);
    }
  }
}
