package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.http.AccessPaths.AccessPath;
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

/** The first token of a new key, on access paths that must wait while the keys are read again. */
@Timeout(60)
class KeyChangeIT {
  private static final Map<String, AccessPath> PATHS =
      new TreeMap<>(
          Map.of(
              "post",
              (s, topic, token) -> {
                String code =
                    AccessPaths.code(
                        s.http().post("/v1/topics/" + topic, "[7]", AccessPaths.headers(token)));
                String kept =
                    s.http().get("/v1/topics/" + topic, AccessPaths.headers(token)).body();
                return kept.contains("\"data\":[7]") ? code : kept;
              },
              "stream",
              (s, topic, token) -> AccessPaths.stream(s, "/v1/stream?topics=" + topic, token),
              "websocket",
              (s, topic, token) -> AccessPaths.socket(s, "/v1/ws", token, subscribe(topic)),
              "bridge",
              (s, topic, token) ->
                  AccessPaths.socket(
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

  static Stream<String> accessPaths() {
    return PATHS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("accessPaths")
  void theFirstTokenOfANewKeyIsAccepted(String accessPath, @TempDir Path folder) throws Exception {
    TestSigner before = TestSigner.es256().kid("1");
    TestSigner after = TestSigner.ed25519().kid("2");
    Path file = Files.writeString(folder.resolve("keys.json"), TestSigner.jwks(before));
    AuthOptions options =
        new AuthOptions(
            null, file.toString(), Duration.ofHours(1), null, null, Duration.ZERO, Map.of(), false);
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.auth(options))) {
      Files.writeString(file, TestSigner.jwks(before, after));

      AccessPath path = Objects.requireNonNull(PATHS.get(accessPath));
      assertThat(path.request(server, "orders.a", after.token(TestClaims.admin())))
          .isEqualTo(AccessPaths.OK);
    }
  }
}
