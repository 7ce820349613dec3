package io.feedhorn.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every path of publishing accepts the same values, and every path of reading returns the same
 * bytes. Verticles publish and consume {@code JsonObject}s, so their values are compared, not the
 * digits.
 */
@Timeout(60)
class JsonOnEveryPathIT {
  /** The parser of Vert.x refuses long names. */
  private static final JsonFactory PARSERS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNameLength(Integer.MAX_VALUE).build())
          .build();

  private static final String TOPIC = "e0.a";
  private static final String READER = "e0.*";

  private static RunningServer server;
  private static RawWebSocketClient webSocket;
  private static RawWebSocketClient bridge;
  private static RawWebSocketClient publishingSocket;
  private static RawWebSocketClient publishingBridge;
  private static RawSseClient stream;
  private static final BlockingQueue<JsonObject> consumed = new LinkedBlockingQueue<>();
  private static String cursor;

  /** A path of publishing. Returns the receipt or the error code. */
  private interface PublishPath {
    String publish(String text) throws Exception;
  }

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
    publishingSocket = RawWebSocketClient.open(server.port(), "/v1/ws");
    publishingSocket.text();
    publishingBridge = RawWebSocketClient.open(server.port(), "/eventbus/websocket");
    webSocket = RawWebSocketClient.open(server.port(), "/v1/ws");
    webSocket.text();
    webSocket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + READER + "\"]}");
    cursor = new JsonObject(webSocket.text()).getString("cursor");
    bridge = RawWebSocketClient.open(server.port(), "/eventbus/websocket");
    bridge.send(
        "{\"type\":\"register\",\"address\":\"%s\",\"replyAddress\":\"in\"}".formatted(READER));
    assertThat(bridge.text()).contains("\"address\":\"in\"");
    stream = new RawSseClient(server);
    stream.subscribe(ReadRequest.of(READER));
    server
        .vertx()
        .eventBus()
        .<JsonObject>consumer(TOPIC, message -> consumed.add(message.body()))
        .completion()
        .await();
  }

  @AfterAll
  static void stopServer() {
    List.of(webSocket, bridge, publishingSocket, publishingBridge)
        .forEach(RawWebSocketClient::close);
    stream.close();
    server.close();
  }

  static List<JsonSample> values() {
    return JsonSample.all();
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsAcceptedAndReturnedEquallyOnEveryPath(JsonSample value) throws Exception {
    assertResult(value, JsonOnEveryPathIT::post);
    assertResult(value, JsonOnEveryPathIT::batch);
    assertResult(value, JsonOnEveryPathIT::webSocket);
    assertResult(value, JsonOnEveryPathIT::bridge);
    assertBridgePublishResult(value);
    assertEventBusResult(value);
  }

  private static void assertResult(JsonSample value, PublishPath path) throws Exception {
    String answer = path.publish(value.text());
    if (value.code() != null) {
      assertThat(answer).isEqualTo(value.code());
    } else {
      assertReceived(ReceiptAssert.within(answer), requireNonNull(value.compact()));
    }
  }

  /** Checks that every path of reading returns the update, byte for byte. */
  private static void assertReceived(ReceiptAssert published, String data) throws Exception {
    assertReceived(published.update(data));
    assertThat(published.cursor()).isEqualTo(cursor);
  }

  private static void assertReceived(String update) throws Exception {
    assertThat(server.http().get("/v1/topics/" + TOPIC).body()).isEqualTo(update);
    assertThat(server.http().get("/v1/topics/" + TOPIC + "/history?limit=1").body())
        .endsWith("\"updates\":[" + update + "]}");
    HttpResponse<String> poll =
        server
            .http()
            .get("/v1/updates?topics=" + READER + "&since=" + HttpTestClient.query(cursor));
    assertThat(poll.body()).endsWith("\"updates\":[" + update + "]}");
    cursor = poll.body().substring(11, poll.body().indexOf("\",\"now\""));
    assertThat(webSocket.text()).isEqualTo(update);
    assertThat(BridgeMessage.body(bridge.text())).isEqualTo(update);
    assertThat(stream.next()).isEqualTo(update);
    JsonObject received = consumed.poll(50, TimeUnit.SECONDS);
    assertThat(received).as("update at the consumer of %s", TOPIC).isNotNull();
    assertThat(received.encode()).isEqualTo(decoded(update).encode());
  }

  private static String post(String text) {
    HttpResponse<String> answer = server.http().post("/v1/topics/" + TOPIC, text);
    return answer.statusCode() == 201 ? answer.body() : code(answer.body());
  }

  private static String batch(String text) {
    // A line feed would end the line; outside of strings it is white space.
    String line = "{\"topic\":\"%s\",\"data\":%s}".formatted(TOPIC, text.replace('\n', '\r'));
    String answer =
        server.http().post("/v1/publish", line, "Content-Type", "application/x-ndjson").body();
    return answer.contains("\"code\"") ? code(answer) : answer;
  }

  private static String webSocket(String text) {
    publishingSocket.send(
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"%s\",\"data\":%s}".formatted(TOPIC, text));
    String answer = publishingSocket.text();
    return answer.startsWith("{\"type\":\"error\"") ? code(answer) : answer;
  }

  private static String bridge(String text) {
    publishingBridge.send(
        "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"out\","
            + "\"body\":{\"topic\":\"%s\",\"data\":%s}}".formatted(TOPIC, text));
    return errorCode(publishingBridge.text());
  }

  private static String errorCode(String answer) {
    if (!answer.startsWith("{\"type\":\"err\"")) {
      return answer;
    }
    String message = new JsonObject(answer).getString("message");
    return message.substring(0, message.indexOf(':'));
  }

  /** The bridge answers a publish only if it fails. */
  private static void assertBridgePublishResult(JsonSample value) throws Exception {
    if (value.text().isBlank()) {
      return; // Without a body the protocol publishes null, and with white space it is not JSON.
    }
    publishingBridge.send(
        "{\"type\":\"publish\",\"address\":\"%s\",\"body\":%s}".formatted(TOPIC, value.text()));
    if (value.code() != null) {
      assertThat(errorCode(publishingBridge.text())).isEqualTo(value.code());
      return;
    }
    publishingBridge.send("{\"type\":\"unregister\",\"address\":\"%1$s\"}".formatted(TOPIC));
    publishingBridge.send("{\"type\":\"ping\",\"replyAddress\":\"done\"}");
    assertThat(publishingBridge.text()).contains("\"address\":\"done\"");
    String update = server.http().get("/v1/topics/" + TOPIC).body();
    assertThat(update).endsWith(",\"data\":" + value.compact() + "}");
    assertReceived(update);
  }

  /**
   * Vert.x parses the value: numbers may lose digits, repeated names are dropped, and a number
   * beyond the range of doubles is infinite, which is refused.
   */
  private static void assertEventBusResult(JsonSample value) throws Exception {
    Object decoded;
    try {
      decoded = Json.decodeValue(value.text());
    } catch (DecodeException invalidForVertx) {
      return;
    }
    String code =
        decoded instanceof Double number && number.isInfinite() ? "bad_json" : value.code();
    boolean notSent = value.code() != null && !value.code().equals("too_large");
    if (notSent) {
      return;
    }
    String answer;
    try {
      JsonObject request = new JsonObject().put("topic", TOPIC).put("data", decoded);
      answer =
          server
              .vertx()
              .eventBus()
              .<JsonObject>request("feedhorn.publish", request)
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .body()
              .encode();
    } catch (CompletionException refused) {
      String message = String.valueOf(requireNonNull(refused.getCause()).getMessage());
      assertThat(message).startsWith(code + ":");
      return;
    }
    assertThat(code).as(answer).isNull();
    String update = server.http().get("/v1/topics/" + TOPIC).body();
    assertThat(update).endsWith(",\"data\":" + escaped(Json.encode(decoded)) + "}");
    assertReceived(update);
  }

  /** Java strings can contain unpaired surrogates, UTF-8 cannot. */
  private static String escaped(String json) {
    StringBuilder escaped = new StringBuilder();
    json.codePoints()
        .forEach(
            each -> {
              if (each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE) {
                escaped.append("\\u").append(Integer.toHexString(each));
              } else {
                escaped.appendCodePoint(each);
              }
            });
    return escaped.toString();
  }

  private static String code(String problem) {
    return new JsonObject(problem).getString("code");
  }

  private static JsonObject decoded(String update) throws IOException {
    try (JsonParser parser = PARSERS.createParser(update)) {
      return (JsonObject) JacksonCodec.fromParser(parser, Object.class);
    }
  }
}
