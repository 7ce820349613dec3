package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A connection to {@code /v1/ws} for each test, after its welcome. */
@Timeout(60)
abstract class WebSocketConversation {
  static final int MESSAGE_BYTES = 4_096;
  static final int SUBSCRIPTIONS = 5;

  static RunningServer server;

  RawWebSocketClient socket;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.limits(new Limits(MESSAGE_BYTES, SUBSCRIPTIONS, 1024 * 1024)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    socket =
        RawWebSocketClient.open(server.port(), "/v1/ws", "Sec-WebSocket-Protocol: feedhorn.v1");
    assertThat(socket.text())
        .matches(
            "\\{\"type\":\"welcome\",\"session\":\"[^\"]+\",\"heartbeat\":15,"
                + "\"now\":\\d+(\\.\\d{1,3})?}");
  }

  @AfterEach
  void disconnect() {
    socket.close();
  }

  final void subscribe(String topic) {
    socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"]}".formatted(topic));
    assertThat(field(socket.text(), "type")).isEqualTo("subscribed");
  }

  static String publish(String topic, String data) {
    return "{\"type\":\"publish\",\"id\":1,\"topic\":\"%s\",\"data\":%s}".formatted(topic, data);
  }

  final void assertRefused(String message, @Nullable String id, String code) {
    socket.send(message);
    assertThat(socket.text())
        .matches(
            "(?s)\\{\"type\":\"error\",\"id\":%s,\"code\":\"%s\",\"message\":\".{10,}\"}"
                .formatted(id, code));
    assertOpen();
  }

  final void assertOpen() {
    socket.send("{\"type\":\"ping\",\"id\":\"alive\"}");
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"alive\"");
  }

  static String field(String message, String name) {
    return new JsonObject(message).getString(name);
  }
}
