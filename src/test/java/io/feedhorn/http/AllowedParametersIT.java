package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Query parameters: repeated lists are joined, and unknown parameters are refused. */
@Timeout(60)
class AllowedParametersIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.withLab());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void repeatedTopicsAreJoined() {
    String one = server.publish(server.latestFeed() + ".a", "1").topic();
    String two = server.publish(server.latestFeed() + ".a", "2").topic();
    String three = server.publish(server.latestFeed() + ".a", "3").topic();

    String polled =
        server.http().get("/v1/updates?topics=" + one + "&topics=" + two + "," + three).body();

    assertThat(new JsonObject(polled).getJsonArray("updates")).hasSize(3);
    assertThat(new JsonObject(polled).getString("cursor").split(",")).hasSize(3);
  }

  @Test
  void repeatedTopicsOfAStreamAreJoined() throws Exception {
    String one = server.publish(server.latestFeed() + ".a", "1").topic();
    String two = server.publish(server.latestFeed() + ".a", "2").topic();

    try (var stream =
        server.http().open("GET", "/v1/stream?topics=" + one + "&topics=" + two, null).body()) {
      String received = "";
      while (!(received.contains("\"data\":1}") && received.contains("\"data\":2}"))) {
        received += (char) stream.read();
      }
      assertThat(received).contains(one, two);
    }
  }

  /** Vert.x would ignore those beyond its limit. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/updates", "/v1/stream"})
  void aParameterIsReadOrTheQueryIsRefused(String path) {
    String most = path + "?" + "topics=a.b&".repeat(1_022);

    HttpResponse<String> answer = server.http().get(most + "topics=a.b&topics=c.d");

    assertProblem(answer, 400, "bad_request");
    assertThat(detail(answer)).contains("more than 1023 parameters").contains("','");
    assertThat(detail(server.http().get(most + "unknown=1"))).contains("'unknown'");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/topics?limit=1&limit=2, limit",
    "GET, /v1/topics?match=a.*&match=b.*, match",
    "GET, /v1/topics/a.b/history?limit=1&limit=1, limit",
    "GET, /v1/updates?topics=a.*&since=a:abcd:0&since=a:abcd:0, since",
    "GET, /v1/updates?topics=a.*&wait=1&wait=1, wait",
    "GET, /v1/stream?topics=a.*&maxRate=1&maxRate=2, maxRate",
    "GET, /v1/stream?topics=a.*&ticket=x&ticket=y, ticket",
    "GET, /v1/ws?ticket=x&ticket=y, ticket",
    "GET, /v1/hello?name=a&name=b, name",
  })
  void aParameterThatIsNotAListMustNotBeRepeated(String method, String path, String name) {
    HttpResponse<String> answer = server.http().exchange(method, path, null);

    assertProblem(answer, 400, "bad_request");
    assertThat(detail(answer)).contains("'" + name + "'", "2 times");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /v1/updates?topics=a.*&wiat=3  | wiat | allowed: topics, since, reader, limit, conflate,"
            + " wait",
        "GET    | /v1/updates?Topics=a.*         | Topics | topics",
        "GET    | /v1/updates?topics=a.*&Topics=b.*| Topics | topics",
        "GET    | /v1/updates?topics=a.*&limit=1&LIMIT=2| LIMIT | limit",
        "GET    | /v1/updates?topics[]=a.*       | topics[] | topics",
        "GET    | /v1/stream?topics=a.*&maxrate=1| maxrate | conflate, maxRate, delta, lastEventId, lastEventID, ticket",
        "GET    | /v1/stream?topics=a.*&wait=1   | wait | topics",
        "GET    | /v1/topics?mach=a.*            | mach | allowed: match, limit, after",
        "GET    | /v1/topics/a.b?x=1             | x | none is allowed",
        "GET    | /v1/topics/a.b?topic=c.d       | topic | none is allowed",
        "GET    | /v1/updates?topics=a.*&%C3%A4=1| \u00e4 | allowed: topics",
        "POST   | /v1/topics/a.b?x=1             | x | none is allowed",
        "GET    | /v1/topics/a.b/history?since=x | since | allowed: limit",
        "POST   | /v1/publish?x=1                | x | none is allowed",
        "POST   | /v1/tickets?x                  | x | none is allowed",
        "GET    | /v1/ws?topics=a.*              | topics | allowed: ticket",
        "GET    | /v1/time?_=17                  | _ | none is allowed",
        "GET    | /v1/hello?nme=x                | nme | allowed: name",
        "GET    | /v1/lab?x=1                    | x | none is allowed",
        "POST   | /v1/lab?x=1                    | x | none is allowed",
        "DELETE | /v1/lab/1?x=1                  | x | none is allowed",
        "GET    | /metrics?x=1                   | x | none is allowed",
      })
  void anUnknownParameterIsNamedWithTheAllowedOnes(
      String method, String path, String name, String existing) {
    HttpResponse<String> answer =
        server.http().exchange(method, path.replace("[]", "%5B%5D"), null);

    assertProblem(answer, 400, "bad_request");
    assertThat(detail(answer)).contains("'" + name + "'", existing);
  }

  @Test
  void theParametersOfAHandshakeAreCheckedToo() {
    RawHttpClient.Answer misspelt = upgrade("/v1/ws?tikcet=x");
    assertThat(misspelt.status()).isEqualTo(400);
    assertProblem(misspelt.body(), 400, "bad_request");
    assertThat(misspelt.body()).contains("tikcet", "ticket");

    assertThat(upgrade("/v1/ws?ticket=x").status()).isEqualTo(101);
    assertThat(upgrade("/eventbus/000/s/websocket?t=17").status()).isEqualTo(101);
  }

  private static RawHttpClient.Answer upgrade(String path) {
    return RawHttpClient.ask(
        server.port(),
        "GET",
        path,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  @Test
  void aLongNameIsShortenedInTheError() {
    HttpResponse<String> answer = server.http().get("/v1/time?" + "x".repeat(8_000) + "=1");

    assertProblem(answer, 400, "bad_request");
    assertThat(answer.body()).hasSizeLessThan(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/eventbus/info?t=1732150000123",
        "/eventbus/iframe.html?t=1",
        "/eventbus/000/params/jsonp?c=call&t=1",
        "/health/ready?nocache=1",
        "/health/live?nocache=1",
        "/?from=mail",
        "/chat.html?room=chat.lobby&v=2",
        "/openapi.yaml?v=1",
        "/client/feedhorn.d.ts?v=1"
      })
  void parametersOfPagesCachesAndSockJsClientsAreIgnored(String path) {
    // While the event loops of a busy machine are late, the server is not ready.
    await().until(() -> server.http().get(path).statusCode() == 200);
  }

  @Test
  void theErrorComesBeforeAnyEffect() {
    String topic = server.latestFeed() + ".a";

    assertProblem(server.http().post("/v1/topics/" + topic + "?key=1", "1"), 400, "bad_request");
    assertProblem(server.http().get("/v1/topics/" + topic), 404, "not_found");
  }

  private static String detail(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("detail");
  }
}
