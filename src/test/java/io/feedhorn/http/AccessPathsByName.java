package io.feedhorn.http;

import static io.feedhorn.http.AccessPaths.OK;

import io.feedhorn.http.AccessPaths.AccessPath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All access paths by which a topic can be read or published, by name. */
final class AccessPathsByName {
  private static final Map<String, AccessPath> READING = new LinkedHashMap<>();
  private static final Map<String, AccessPath> PUBLISHING = new LinkedHashMap<>();

  private AccessPathsByName() {}

  static {
    READING.put("snapshot", (s, topic, token) -> AccessPaths.get(s, "/v1/topics/" + topic, token));
    READING.put(
        "history",
        (s, topic, token) -> AccessPaths.get(s, "/v1/topics/" + topic + "/history", token));
    READING.put(
        "polling",
        (s, topic, token) ->
            AccessPaths.get(s, "/v1/updates?topics=" + HttpTestClient.query(topic), token));
    READING.put(
        "long polling",
        (s, topic, token) ->
            AccessPaths.get(s, "/v1/updates?wait=5&topics=" + HttpTestClient.query(topic), token));
    READING.put(
        "stream",
        (s, topic, token) ->
            AccessPaths.stream(s, "/v1/stream?topics=" + HttpTestClient.query(topic), token));
    READING.put(
        "websocket", (s, topic, token) -> AccessPaths.socket(s, "/v1/ws", token, subscribe(topic)));
    READING.put(
        "bridge",
        (s, topic, token) ->
            plain(AccessPaths.socket(s, "/eventbus/websocket", token, register(topic))));
    READING.put(
        "bridge with a token in the message",
        (s, topic, token) ->
            plain(
                AccessPaths.socket(s, "/eventbus/websocket", null, with(token, register(topic)))));
    PUBLISHING.put(
        "post",
        (s, topic, token) ->
            AccessPaths.code(
                s.http().post("/v1/topics/" + topic, "1", AccessPaths.headers(token))));
    PUBLISHING.put("batch", AccessPathsByName::batch);
    PUBLISHING.put(
        "websocket",
        (s, topic, token) ->
            AccessPaths.socket(
                s,
                "/v1/ws",
                token,
                new JsonObject()
                    .put("type", "publish")
                    .put("id", 1)
                    .put("topic", topic)
                    .put("data", 1)));
    PUBLISHING.put(
        "bridge",
        (s, topic, token) -> AccessPaths.socket(s, "/eventbus/websocket", token, sent(topic)));
    PUBLISHING.put(
        "bridge with a token in the message",
        (s, topic, token) ->
            AccessPaths.socket(s, "/eventbus/websocket", null, with(token, sent(topic))));
  }

  static Stream<String> reading() {
    return READING.keySet().stream();
  }

  static AccessPath reading(String name) {
    return Objects.requireNonNull(READING.get(name));
  }

  static Stream<String> publishing() {
    return PUBLISHING.keySet().stream();
  }

  static AccessPath publishing(String name) {
    return Objects.requireNonNull(PUBLISHING.get(name));
  }

  static JsonObject subscribe(String topic) {
    return new JsonObject()
        .put("type", "subscribe")
        .put("id", 1)
        .put("topics", new JsonArray().add(topic));
  }

  static JsonObject register(String topic) {
    return new JsonObject().put("type", "register").put("address", topic);
  }

  private static JsonObject sent(String topic) {
    return new JsonObject()
        .put("type", "send")
        .put("address", "feedhorn.publish")
        .put("replyAddress", "reply")
        .put("body", new JsonObject().put("topic", topic).put("data", 1));
  }

  static JsonObject with(@Nullable String token, JsonObject message) {
    return token == null
        ? message
        : message.put("headers", new JsonObject().put("Authorization", "Bearer " + token));
  }

  private static String batch(RunningServer server, String topic, @Nullable String token) {
    String line = new JsonObject().put("topic", topic).put("data", 1).encode();
    String[] headers =
        token == null
            ? new String[] {"Content-Type", "application/x-ndjson"}
            : new String[] {
              "Content-Type", "application/x-ndjson", "Authorization", "Bearer " + token
            };
    HttpResponse<String> answer = server.http().post("/v1/publish", line, headers);
    return answer.statusCode() == 200
        ? new JsonObject(answer.body()).getString("code", OK)
        : AccessPaths.code(answer);
  }

  /** Returns the contract's code for a code of the bridge. */
  private static String plain(String error) {
    return switch (error) {
      case "not_logged_in" -> "unauthorized";
      case "access_denied" -> "forbidden";
      default -> error;
    };
  }
}
