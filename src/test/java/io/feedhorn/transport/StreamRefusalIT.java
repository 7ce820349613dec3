package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temporary refusals of event streams, after which an EventSource must reconnect. */
@Timeout(60)
class StreamRefusalIT {
  private static final String ACCEPT = "Accept";
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String PATH = "/v1/stream?topics=t0.a";
  private static final String ORIGIN = "https://app.test";
  private static final Pattern ANSWER =
      Pattern.compile("retry: (\\d+)\nevent: unavailable\ndata: (\\{.*})\n\n");

  private static final ServerSetup OVERLOADED =
      ServerSetup.DEFAULT.limits(Limits.DEFAULT.memoryPercent(0)).origins(ORIGIN);

  /** Returns the reconnection time in milliseconds. */
  private static long unavailable(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/event-stream; charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    Matcher blocks = ANSWER.matcher(answer.body());
    assertThat(blocks.matches()).as(answer.body()).isTrue();
    JsonObject problem = new JsonObject(blocks.group(2));
    assertThat(problem.fieldNames())
        .containsExactlyInAnyOrder("type", "title", "status", "detail", "code");
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("code")).isEqualTo(code);
    return Long.parseLong(blocks.group(1));
  }

  @Test
  void anOverloadedServerAnswersWithAStreamThatEnds() {
    try (RunningServer server = RunningServer.with(OVERLOADED)) {
      HttpResponse<String> answer = server.http().get(PATH, ACCEPT, EVENT_STREAM, "Origin", ORIGIN);

      assertThat(unavailable(answer, 503, "unavailable")).isBetween(1_000L, 6_000L);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
      assertThat(server.http().get("/metrics").body())
          .contains("feedhorn_refused_total{code=\"unavailable\"} 1");
    }
  }

  @Test
  void onlyRequestsForStreamsThatAcceptTheMediaTypeGetIt() {
    try (RunningServer server = RunningServer.with(OVERLOADED)) {
      for (String accept :
          new String[] {
            "TEXT/Event-Stream", "text/html, text/event-stream;q=0.5", "text/event-stream; q=1"
          }) {
        unavailable(server.http().get(PATH, ACCEPT, accept), 503, "unavailable");
      }
      for (String accept :
          new String[] {"*/*", "text/*", "application/json", "text/event-stream;q=0"}) {
        assertThat(server.http().get(PATH, ACCEPT, accept).statusCode()).isEqualTo(503);
      }
      HttpResponse<String> plain = server.http().get(PATH);
      assertThat(plain.statusCode()).isEqualTo(503);
      assertThat(plain.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
      for (String path : new String[] {"/v1/time", "/v1/updates?topics=t0.a", "/eventbus/info"}) {
        assertThat(server.http().get(path, ACCEPT, EVENT_STREAM).statusCode()).isEqualTo(503);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionOverTheLimitGetsIt(boolean ofOneAddress) {
    Limits limits =
        ofOneAddress
            ? Limits.DEFAULT.client(ClientLimits.NONE.connectionsPerAddress(1))
            : Limits.DEFAULT.client(ClientLimits.NONE.connections(1));
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.limits(limits));
        RawWebSocketClient first = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      first.text();

      HttpResponse<String> answer = server.http().get(PATH, ACCEPT, EVENT_STREAM);

      assertThat(unavailable(answer, 429, "too_many")).isBetween(1_000L, 6_000L);
      assertThat(answer.headers().firstValue("Connection")).hasValue("close");
    }
  }

  @Test
  void aRequestOverTheLimitGetsIt() {
    Limits limits = Limits.DEFAULT.client(ClientLimits.NONE.requestsPerSecond(1));
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.limits(limits))) {
      HttpResponse<String> answer = server.http().get("/v1/stream?topics=a", ACCEPT, EVENT_STREAM);
      for (int i = 0; answer.statusCode() == 400 && i < 60; i++) {
        answer = server.http().get("/v1/stream?topics=a", ACCEPT, EVENT_STREAM);
      }

      assertThat(unavailable(answer, 429, "rate_limited")).isBetween(1_000L, 2_000L);
    }
  }

  /** The same request would be refused again, so the reconnection time is long. */
  @Test
  void aPatternOverTheLimitGetsALongReconnectionTime() {
    Limits limits = new Limits(1_024, 2, 1_024);
    try (RunningServer server =
        RunningServer.with(ServerSetup.DEFAULT.limits(limits).origins(ORIGIN))) {
      String path = "/v1/stream?topics=a.a,a.b,a.c";

      HttpResponse<String> answer = server.http().get(path, ACCEPT, EVENT_STREAM, "Origin", ORIGIN);

      assertThat(unavailable(answer, 429, "too_many")).isBetween(60_000L, 61_000L);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
      assertThat(server.http().get("/metrics").body())
          .contains("feedhorn_refused_total{code=\"too_many\"} 1");
      assertThat(server.http().get(path).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void permanentRefusalsHaveTheirStatus() {
    AuthOptions keys =
        new AuthOptions(
            "0123456789abcdef0123456789abcdef",
            null,
            Duration.ofMinutes(5),
            null,
            null,
            Duration.ZERO,
            Map.of(),
            false);
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.auth(keys))) {
      assertThat(status(server, "/v1/stream?topics=t0.a")).isEqualTo(401);
      assertThat(status(server, "/v1/stream?topics=t0.a", "Origin", "https://evil.test"))
          .isEqualTo(403);
    }
    try (RunningServer server = RunningServer.start()) {
      assertThat(status(server, "/v1/stream?topics=t0")).isEqualTo(400);
    }
  }

  private static int status(RunningServer server, String path, String... origin) {
    String[] headers =
        origin.length == 0
            ? new String[] {ACCEPT, EVENT_STREAM}
            : new String[] {ACCEPT, EVENT_STREAM, origin[0], origin[1]};
    return server.http().get(path, headers).statusCode();
  }
}
