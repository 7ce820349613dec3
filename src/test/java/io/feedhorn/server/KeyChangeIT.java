package io.feedhorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.Claims;
import io.feedhorn.access.Signer;
import io.feedhorn.server.Doors.Door;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first token of a new key, by doors that have something to keep while it is looked for. */
@Timeout(60)
class KeyChangeIT {
  private static final Map<String, Door> DOORS =
      new TreeMap<>(
          Map.of(
              "post",
              (s, topic, token) -> {
                String code =
                    Doors.code(s.http().post("/v1/topics/" + topic, "[7]", Doors.headers(token)));
                String kept = s.http().get("/v1/topics/" + topic, Doors.headers(token)).body();
                return kept.contains("\"data\":[7]") ? code : kept;
              },
              "stream",
              (s, topic, token) -> Doors.stream(s, "/v1/stream?topics=" + topic, token),
              "websocket",
              (s, topic, token) -> Doors.socket(s, "/v1/ws", token, subscribe(topic)),
              "bridge",
              (s, topic, token) ->
                  Doors.socket(
                      s,
                      "/eventbus/websocket",
                      token,
                      new JsonObject()
                          .put("type", "send")
                          .put("address", "feedhorn.publish")
                          .put("replyAddress", "r")
                          .put("body", new JsonObject().put("topic", topic).put("data", 1)))));

  private static JsonObject subscribe(String topic) {
    return new JsonObject()
        .put("type", "subscribe")
        .put("id", 1)
        .put("topics", new JsonArray().add(topic));
  }

  static Stream<String> doors() {
    return DOORS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("doors")
  void theFirstTokenOfANewKeyIsGood(String door, @TempDir Path folder) throws Exception {
    Signer before = Signer.es256().kid("1");
    Signer after = Signer.ed25519().kid("2");
    Path file = Files.writeString(folder.resolve("keys.json"), Signer.jwks(before));
    AccessOptions options =
        new AccessOptions(
            null, file.toString(), Duration.ofHours(1), null, null, Duration.ZERO, Map.of(), false);
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.access(options))) {
      Files.writeString(file, Signer.jwks(before, after));

      Door asked = Objects.requireNonNull(DOORS.get(door));
      assertThat(asked.knock(server, "orders.a", after.token(Claims.admin()))).isEqualTo(Doors.OK);
    }
  }
}
