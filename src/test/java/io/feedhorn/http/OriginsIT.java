package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of pages of other origins, configured and not. */
@Timeout(60)
class OriginsIT {
  private static final String FRIEND = "https://app.example.com";

  private static final int SWITCHED = 101;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.origins(FRIEND));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics",
        "/v1/updates?topics=a.b",
        "/v1/stream?topics=a.b",
        "/v1/ws",
        "/eventbus/info",
        "/eventbus/websocket",
        "/eventbus/000/session/websocket",
        "/eventbus/000/session/eventsource"
      })
  void aPageOfAnotherOriginIsForbidden(String path) {
    for (String origin :
        List.of(
            "https://evil.example", "null", FRIEND + ".evil.example", "http://app.example.com")) {
      HttpResponse<String> answer = server.http().get(path, "Origin", origin);

      assertProblem(answer, 403, "forbidden");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  /** The client uses this refusal to report its origin; browsers hide other refusals from pages. */
  @Test
  void aPageOfAnotherOriginCanReadTheRefusalOfTheTime() {
    for (String origin : List.of("https://evil.example", "null")) {
      HttpResponse<String> answer = server.http().get("/v1/time", "Origin", origin);

      assertProblem(answer, 403, "forbidden");
      assertThat(answer.body()).contains(origin, "http.origins");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/000/session/websocket"})
  void aWebSocketOfAnotherOriginIsForbidden(String path) {
    assertThat(upgrade(path, FRIEND)).isEqualTo(SWITCHED);
    assertThat(upgrade(path, server.address())).isEqualTo(SWITCHED);
    for (String origin : List.of("https://evil.example", "null", FRIEND + ".evil.example")) {
      assertThat(upgrade(path, origin)).isEqualTo(403);
    }
  }

  /** Returns the status of the response to a page's handshake. */
  private static int upgrade(String path, String origin) {
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .header("Origin", origin)
          .buildAsync(
              URI.create("ws://127.0.0.1:" + server.port() + path), new WebSocket.Listener() {})
          .join()
          .abort();
      return SWITCHED;
    } catch (CompletionException refused) {
      if (refused.getCause() instanceof WebSocketHandshakeException answered) {
        return answered.getResponse().statusCode();
      }
      throw refused;
    }
  }

  @Test
  void aPageOfAnotherOriginCannotPublish() {
    String topic = server.latestFeed() + ".a";

    assertProblem(
        server.http().post("/v1/topics/" + topic, "1", "Origin", "https://evil.example"),
        403,
        "forbidden");
    assertProblem(
        server.http().post("/eventbus/000/session/xhr", "", "Origin", "https://evil.example"),
        403,
        "forbidden");
    assertProblem(server.http().get("/v1/topics/" + topic), 404, "not_found");
  }

  @Test
  void aMissingOriginAndTheServersOwnAreAllowed() {
    assertThat(server.http().get("/v1/time").statusCode()).isEqualTo(200);
    assertThat(server.http().get("/v1/time", "Origin", server.address()).statusCode())
        .isEqualTo(200);
    assertThat(server.http().get("/eventbus/info", "Origin", server.address()).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/time", "/v1/topics", "/eventbus/info"})
  void aConfiguredOriginIsAllowed(String path) {
    HttpResponse<String> answer = server.http().get(path, "Origin", FRIEND);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(FRIEND);
    assertThat(answer.headers().allValues("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/time",
        "/v1/topics",
        "/v1/topics/a.b",
        "/v1/updates?topics=a.b",
        "/v1/updates?topcis=a.b",
        "/eventbus/info",
        "/eventbus/000/{session}/jsonp?c=c",
        "/eventbus/nowhere"
      })
  void credentialsAreAllowedOnEveryPath(String path) {
    for (String origin : List.of(FRIEND, server.address())) {
      // A new session is answered at once; a second request would wait for a heartbeat.
      String own = path.replace("{session}", "s" + origin.hashCode());
      HttpResponse<String> answer = server.http().get(own, "Origin", origin);

      assertThat(answer.headers().allValues("Access-Control-Allow-Credentials"))
          .containsExactly("true");
      assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(origin);
    }
    HttpResponse<String> foreign =
        server.http().get(path.replace("{session}", "s"), "Origin", "https://evil.example");
    assertThat(foreign.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
  }

  @Test
  void aRefusalByALimitCanBeReadByAnAllowedOrigin() {
    Limits one = Limits.DEFAULT.client(ClientLimits.NONE.requestsPerSecond(1));
    try (RunningServer busy = RunningServer.with(ServerSetup.DEFAULT.origins(FRIEND).limits(one))) {
      HttpResponse<String> answer = busy.http().get("/v1/time", "Origin", FRIEND);
      while (answer.statusCode() == 200) {
        answer = busy.http().get("/v1/time", "Origin", FRIEND);
      }

      assertProblem(answer, 429, "rate_limited");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
          .contains("Retry-After", "ETag", "Preference-Applied");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRIEND);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
      assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
    }
  }

  @Test
  void anyRefusalCanBeReadByAConfiguredOrigin() {
    HttpResponse<String> answer = server.http().get("/v1/topics/nosegment", "Origin", FRIEND);

    assertProblem(answer, 400, "bad_topic");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRIEND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/topics/a.b", "/v1/publish", "/v1/updates"})
  void thePreflightOfAConfiguredOriginSucceeds(String path) {
    HttpResponse<String> answer =
        server
            .http()
            .exchange(
                "OPTIONS",
                path,
                null,
                "Origin",
                FRIEND,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,idempotency-key");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRIEND);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .isEqualTo("GET, HEAD, POST, DELETE");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .containsIgnoringCase("content-type")
        .containsIgnoringCase("idempotency-key")
        .contains("Cache-Control", "X-Requested-With", "traceparent", "tracestate");
    assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
  }

  @Test
  void thePreflightOfAnotherOriginIsRefused() {
    assertProblem(
        server
            .http()
            .exchange(
                "OPTIONS",
                "/v1/publish",
                null,
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "POST"),
        403,
        "forbidden");
  }
}
