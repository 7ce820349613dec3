package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that shared and private caches may store. */
@Timeout(60)
class CachingIT {
  private static final AuthOptions KEYS =
      new AuthOptions(
          SECRET,
          null,
          Duration.ofMinutes(5),
          null,
          null,
          Duration.ZERO,
          Map.of("open", true),
          false);

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.withLab());
    server.publish("kept.a", "1");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/topics",
    "HEAD, /v1/topics",
    "GET, /v1/topics/kept.a/history",
    "GET, /v1/updates?topics=kept.a",
    "GET, /v1/time",
    "GET, /v1/hello",
    "GET, /v1/lab",
    "POST, /v1/topics/kept.b",
    "POST, /v1/tickets",
    "GET, /metrics",
    "GET, /health/live",
    "GET, /health/ready",
    "OPTIONS, /health/ready",
    "GET, /eventbus",
    "GET, /eventbus/info",
    "GET, /eventbus/0/0/websocket",
    "POST, /eventbus/0/kept/xhr",
    "GET, /v1/topics/nothing.here",
    "GET, /v1/nowhere",
    "GET, /nowhere",
    "PUT, /v1/time",
    "DELETE, /openapi.yaml",
    "DELETE, /eventbus/0/0/websocket"
  })
  void responsesThatMustNotBeStoredHaveNoStore(String method, String path) {
    HttpResponse<String> answer =
        server.http().exchange(method, path, method.equals("POST") ? "1" : null);

    assertThat(answer.headers().allValues("Cache-Control")).hasSize(1);
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).startsWith("no-store");
  }

  @Test
  void refusalsBeforeRoutingHaveNoStore() {
    RawHttpClient.Answer tooLong =
        RawHttpClient.ask(server.port(), "GET", "/" + "x".repeat(20_000));

    assertThat(tooLong.status()).isEqualTo(414);
    assertThat(tooLong.header("Cache-Control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/openapi.yaml",
        "/client/feedhorn.d.ts",
        "/v1/topics/kept.a",
        "/eventbus/iframe.html"
      })
  void responsesThatMayBeStoredDoNotHaveNoStore(String path) {
    assertThat(server.http().get(path).headers().firstValue("Cache-Control").orElse(""))
        .isNotEmpty()
        .doesNotContain("no-store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-cache                                | private, no-cache",
        "max-age=5                               | private, max-age=5",
        "max-age=1, stale-while-revalidate=0     | private, max-age=1, stale-while-revalidate=0",
        "public, max-age=5                       | private, max-age=5",
        "Public,S-MaxAge=9 , max-age=5           | private, max-age=5",
        "private, max-age=5                      | private, max-age=5",
        "no-store                                | private, no-store",
      })
  void aSnapshotThatNeedsATokenIsPrivate(String set, String sent) {
    FeedOptions feed = new FeedOptions(DeliveryMode.LATEST, 10, Duration.ofHours(1), set);
    try (RunningServer keyed =
        RunningServer.with(ServerSetup.DEFAULT.defaultFeed(feed).auth(KEYS))) {
      for (String topic : new String[] {"closed.a", "open.a"}) {
        HttpResponse<String> published =
            keyed.http().post("/v1/topics/" + topic, "1", AccessPaths.headers(AccessFixture.ADMIN));
        assertThat(published.statusCode()).isEqualTo(201);
      }

      HttpResponse<String> closed =
          keyed.http().get("/v1/topics/closed.a", AccessPaths.headers(AccessFixture.ADMIN));
      String[] again = {
        "Authorization", "Bearer " + AccessFixture.ADMIN, "If-None-Match", "*",
      };
      HttpResponse<String> known = keyed.http().get("/v1/topics/closed.a", again);
      HttpResponse<String> open = keyed.http().get("/v1/topics/open.a");

      assertThat(closed.statusCode()).isEqualTo(200);
      assertThat(closed.headers().allValues("Cache-Control")).containsExactly(sent);
      assertThat(known.statusCode()).isEqualTo(304);
      assertThat(known.headers().allValues("Cache-Control")).containsExactly(sent);
      assertThat(open.headers().allValues("Cache-Control")).containsExactly(set);
    }
  }

  @Test
  void withoutKeysNoResponseIsPrivate() {
    assertThat(server.http().get("/v1/topics/kept.a").headers().firstValue("Cache-Control"))
        .hasValue("no-cache");
  }
}
