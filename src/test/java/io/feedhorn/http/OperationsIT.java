package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time, health, metrics and pages, and requests for unknown paths and methods. */
@Timeout(60)
class OperationsIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void theTimeIsTheServersTime() {
    HttpResponse<String> answer = server.http().get("/v1/time");

    assertThat(answer.body()).matches("\\{\"now\":\\d+(\\.\\d{1,3})?}");
    assertThat(new JsonObject(answer.body()).getDouble("now"))
        .isBetween(System.currentTimeMillis() - 60_000.0, System.currentTimeMillis() + 60_000.0);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void helloReturnsAGreeting() {
    assertThat(server.http().get("/v1/hello").body()).isEqualTo("{\"message\":\"Hello, world!\"}");
    assertThat(server.http().get("/v1/hello?name=Ada%20%22L%22").body())
        .isEqualTo("{\"message\":\"Hello, Ada \\\"L\\\"!\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready"})
  void healthReportsEachCheck(String path) {
    // While the event loops of a busy machine are late, the server is not ready.
    HttpResponse<String> answer =
        await().until(() -> server.http().get(path), found -> found.statusCode() == 200);

    JsonObject health = new JsonObject(answer.body());
    assertThat(health.getString("status")).isEqualTo("UP");
    assertThat(health.getJsonArray("checks")).isNotEmpty();
  }

  @Test
  void metricsCountConnectionsAndUpdates() throws Exception {
    String feed = server.latestFeed();
    double delivered = metric("feedhorn_delivered_total", "transport=\"sse\"");
    double refused = metric("feedhorn_refused_total", "code=\"bad_topic\"");
    double connections = metric("feedhorn_connections", "transport=\"sse\"");

    InputStream stream = server.http().open("GET", "/v1/stream?topics=" + feed + ".a", null).body();
    for (int i = 0; i < 5; i++) {
      server.publish(feed + ".a", "1");
    }
    server.publish(feed + ".nobody-hears", "1");
    server.http().get("/v1/topics/nosegment");

    assertThat(metric("feedhorn_published_total", "feed=\"" + feed + "\"")).isEqualTo(6);
    assertThat(metric("feedhorn_refused_total", "code=\"bad_topic\"")).isEqualTo(refused + 1);
    assertThat(metric("feedhorn_connections", "transport=\"sse\"")).isEqualTo(connections + 1);
    await().until(() -> metric("feedhorn_delivered_total", "transport=\"sse\"") == delivered + 5);
    stream.close();
    await().until(() -> metric("feedhorn_connections", "transport=\"sse\"") == connections);
  }

  @Test
  void metricsAreInThePrometheusFormat() {
    HttpResponse<String> answer = server.http().get("/metrics");

    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body()).contains("# TYPE feedhorn_", "jvm_memory_used_bytes{");
  }

  private static double metric(String name, String tag) {
    Matcher line =
        Pattern.compile(
                "^" + name + "\\{[^}]*" + Pattern.quote(tag) + "[^}]*} (\\S+)$", Pattern.MULTILINE)
            .matcher(server.http().get("/metrics").body());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPTIONS | /v1/topics/a.b         | GET, HEAD, POST, DELETE",
        "PUT     | /v1/topics/a.b         | GET, HEAD, POST, DELETE",
        "PATCH   | /v1/topics/a.b         | GET, HEAD, POST, DELETE",
        "POST    | /v1/topics             | GET, HEAD",
        "POST    | /v1/topics/a.b/history | GET, HEAD",
        "GET     | /v1/publish            | POST",
        "PUT     | /v1/updates            | GET, POST",
        "POST    | /v1/stream             | GET",
        "POST    | /v1/ws                 | GET",
        "POST    | /v1/time               | GET, HEAD",
        "DELETE  | /v1/hello              | GET, HEAD",
        "POST    | /metrics               | GET, HEAD",
        "POST    | /health/live           | GET, HEAD, OPTIONS",
        "DELETE  | /health/ready          | GET, HEAD, OPTIONS",
        "OPTIONS | /v1/time               | GET, HEAD",
        "DELETE  | /openapi.yaml          | GET, HEAD",
        "OPTIONS | /openapi.yaml          | GET, HEAD",
        "POST    | /asyncapi.yaml         | GET, HEAD",
        "OPTIONS | /asyncapi.yaml         | GET, HEAD",
        "DELETE  | /                      | GET, HEAD",
        "OPTIONS | /                      | GET, HEAD",
        "POST    | /                      | GET, HEAD",
        "PUT     | /chat.html             | GET, HEAD",
        "DELETE  | /feedhorn.css          | GET, HEAD",
        "DELETE  | /client/feedhorn.js    | GET, HEAD",
        "OPTIONS | /client/feedhorn.js    | GET, HEAD",
        "OPTIONS | /client/feedhorn.d.ts  | GET, HEAD",
        "POST    | /webjars/sockjs-client/1.6.1/dist/sockjs.min.js | GET, HEAD",
        "DELETE  | /eventbus/info         | OPTIONS, GET"
      })
  void anUnknownMethodIsRefusedWithTheAllowedOnes(String method, String path, String allowed) {
    HttpResponse<String> answer = server.http().exchange(method, path, null);

    assertProblem(answer, 405, "method_not_allowed");
    assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/chat.html",
        "/feedhorn.css",
        "/openapi.yaml",
        "/asyncapi.yaml",
        "/client/feedhorn.d.ts",
        "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js",
        "/v1/topics",
        "/v1/time",
        "/v1/hello",
        "/metrics",
        "/health/live",
        "/health/ready",
        "/eventbus",
        "/eventbus/iframe.html"
      })
  void headReturnsTheHeadersOfGetWithoutABody(String path) {
    HttpResponse<String> get =
        await().until(() -> server.http().get(path), found -> found.statusCode() == 200);
    HttpResponse<String> head =
        await()
            .until(
                () -> server.http().exchange("HEAD", path, null),
                found -> found.statusCode() == 200);

    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
    assertThat(head.headers().firstValue("Cache-Control"))
        .isEqualTo(get.headers().firstValue("Cache-Control"));
  }

  @Test
  void pathsWithoutAPageHaveNoHead() {
    HttpResponse<String> answer = server.http().exchange("HEAD", "/v1/updates?topics=a.b", null);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, POST");
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, /health/live",
    "OPTIONS, /health/ready",
    "HEAD, /health/live",
    "HEAD, /health/ready"
  })
  void loadBalancersMayCheckWithOtherMethods(String method, String path) {
    await().until(() -> server.http().exchange(method, path, null).statusCode() == 200);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /nowhere.html",
    "OPTIONS, /client/nowhere.js",
    "DELETE, /client/",
    "DELETE, /.env",
    "POST, /../pom.xml",
    "DELETE, /webjars/..%2f..%2fio/feedhorn/app/Main.class",
    "DELETE, /%2e%2e/pom.xml"
  })
  void anyMethodOnAnUnknownPathIsNotFound(String method, String path) {
    assertProblem(server.http().exchange(method, path, null), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/v1",
        "/v1/nowhere",
        "/v2/topics",
        "/v1/topics/a.b/nowhere",
        "/client/nowhere.js",
        "/webjars/nowhere.js",
        "/../pom.xml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/webjars/..%2f..%2fio/feedhorn/app/Main.class",
        "/.env",
        "/eventbus/nowhere"
      })
  void anUnknownPathIsAProblem(String path) {
    HttpResponse<String> answer = server.http().get(path);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain("\tat ", "Exception", "root:");
  }

  @Test
  void anUnknownPathIsNotFoundByTheCodeOfTheContract() {
    assertProblem(server.http().get("/v1/nowhere"), 404, "not_found");
    assertProblem(server.http().post("/v1/nowhere", "{}"), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics/%zz",
        "/v1/topics?match=%zz",
        "/v1/topics/a.b?x=%",
        "/v1/topics/a.b/history?limit=%",
        "/v1/updates?topics=%zz",
        "/v1/stream?topics=a.b&since=%",
        "/v1/ws?ticket=%",
        "/v1/hello?name=%",
        "/v1/time?%",
        "/v1/nowhere?%",
        "/metrics?%",
        "/health/ready?%",
        "/?%",
        "/chat.html?%",
        "/webjars/nowhere.js?%",
        "/eventbus/info?%",
        "/eventbus/000/session/jsonp?c=%",
        "/eventbus/000/session/eventsource?ticket=%",
        "/eventbus/websocket?ticket=%"
      })
  void aTargetThatCannotBeDecodedIsABadRequest(String target) {
    assertThat(rawStatus(target)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/topics/demo.%zz", "/v1/topics/demo.%", "/client/%4", "/%zz"})
  void aPathThatCannotBeDecodedIsTheReason(String target) {
    RawHttpClient.Answer answer = RawHttpClient.ask(server.port(), "GET", target);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("In the path " + target + ", a '%' is not followed by");
  }

  private static int rawStatus(String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      byte[] line = socket.getInputStream().readNBytes(12);
      return Integer.parseInt(new String(line, 9, 3, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
