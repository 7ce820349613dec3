package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.RawHttpClient;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The requirements of the published tests of the SockJS protocol 0.3.3, one by one. The bridge
 * replaces the echo service of those tests. Omitted are the drafts by Hixie before RFC 6455, and
 * the cookie, which this server does not need.
 *
 * <p>Two differ on purpose: origins are allowed by name, so {@code null} and a request without an
 * origin get no {@code Access-Control-Allow-Origin: *}; and a response of {@code jsonp} starts with
 * an empty comment, so that it cannot be mistaken for another type of file.
 */
@Timeout(60)
class SockJsProtocolIT {
  private static final String ORIGIN = "http://test";
  private static final String NOT_CACHED =
      "no-store, no-cache, no-transform, must-revalidate, max-age=0";
  private static final String SCRIPT = "application/javascript; charset=UTF-8";
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static RunningServer server;

  private final String session = "/eventbus/000/" + UUID.randomUUID();

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.origins(ORIGIN));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  // The greeting.

  @ParameterizedTest
  @ValueSource(strings = {"/eventbus", "/eventbus/"})
  void theGreetingIsAtTheRoot(String path) {
    HttpResponse<String> answer = server.http().get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(TEXT);
    assertThat(answer.body()).isEqualTo("Welcome to SockJS!\n");
    hasNoCookie(answer);
    assertThat(server.http().exchange("HEAD", path, null).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/a.html", "//", "///", "/a/a", "/a/a/", "/a/"})
  void otherSimpleRequestsAreNotFound(String suffix) {
    assertThat(server.http().get("/eventbus" + suffix).statusCode()).isEqualTo(404);
  }

  // The page of the iframe.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/iframe.html",
        "/iframe-a.html",
        "/iframe-.html",
        "/iframe-0.1.2.html",
        "/iframe-0.1.2abc-dirty.2144.html",
        "/iframe-a.html?t=1234",
        "/iframe-0.1.2.html?t=123414",
        "/iframe-0.1.2abc-dirty.2144.html?t=qweqweqweqweqwe"
      })
  void thePageOfTheIframeIsStronglyCacheable(String suffix) {
    HttpResponse<String> page = server.http().get("/eventbus" + suffix);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(type(page)).isEqualTo("text/html; charset=UTF-8");
    assertThat(header(page, "Cache-Control"))
        .contains("public")
        .matches(".*max-age=[1-9]\\d{6,}.*");
    assertThat(header(page, "Expires")).isNotEmpty();
    assertThat(header(page, "ETag")).matches("\"[^\"]+\"");
    assertThat(header(page, "Last-Modified")).isEmpty();
    assertThat(page.body().strip().replaceFirst("src=\"/[^\"]*\"", "src=\"\""))
        .isEqualTo(
            """
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script src=""></script>
              <script>
                document.domain = document.domain;
                SockJS.bootstrap_iframe();
              </script>
            </head>
            <body>
              <h2>Don't panic!</h2>
              <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
            </body>
            </html>""");
    hasNoCookie(page);
  }

  @Test
  void theScriptOfTheIframeIsServed() {
    String page = server.http().get("/eventbus/iframe.html").body();
    String script = page.replaceFirst("(?s).*<script src=\"([^\"]*)\".*", "$1");

    assertThat(server.http().get(script).body()).contains("SockJS");
    assertThat(header(server.http().get(script), "Cache-Control")).contains("max-age");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/iframe.htm",
        "/iframe",
        "/IFRAME.HTML",
        "/IFRAME",
        "/iframe.HTML",
        "/iframe.xml",
        "/iframe-/.html"
      })
  void aMalformedUrlOfTheIframeIsNotFound(String suffix) {
    assertThat(server.http().get("/eventbus" + suffix).statusCode()).isEqualTo(404);
  }

  @Test
  void thePageOfTheIframeIsNotSentTwice() {
    String tag = header(server.http().get("/eventbus/iframe.html"), "ETag");

    HttpResponse<String> again = server.http().get("/eventbus/iframe.html", "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(type(again)).isEmpty();
    assertThat(again.body()).isEmpty();
  }

  // What the server can do.

  @Test
  void infoIsReadByAllowedOrigins() {
    HttpResponse<String> answer = server.http().get("/eventbus/info", "Origin", ORIGIN);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("application/json; charset=UTF-8");
    hasNoCookie(answer);
    isNotCached(answer);
    isReadable(answer);
    JsonObject info = new JsonObject(answer.body());
    assertThat(info.fieldNames())
        .containsExactlyInAnyOrder("websocket", "cookie_needed", "origins", "entropy");
    assertThat(info.getBoolean("websocket")).isTrue();
    assertThat(info.getBoolean("cookie_needed")).isFalse();
    assertThat(info.getJsonArray("origins")).isEqualTo(new JsonArray().add("*:*"));
    assertThat(info.getLong("entropy")).isBetween(0L, (1L << 32) - 1);
  }

  @Test
  void theEntropyDiffersEachTime() {
    assertThat(server.http().get("/eventbus/info").body())
        .isNotEqualTo(server.http().get("/eventbus/info").body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/info | OPTIONS, GET",
        "/abc/abc/xhr | OPTIONS, POST",
        "/abc/abc/xhr_send | OPTIONS, POST",
        "/abc/abc/xhr_streaming | OPTIONS, POST",
        "/abc/abc/jsonp_send | OPTIONS, POST",
        "/abc/abc/eventsource | OPTIONS, GET",
        "/abc/abc/htmlfile | OPTIONS, GET",
        "/abc/abc/jsonp | OPTIONS, GET"
      })
  void optionsAreCacheableAndListTheAllowedMethods(String path, String methods) {
    for (boolean byAPage : new boolean[] {true, false}) {
      List<String> headers = new ArrayList<>(List.of("Access-Control-Request-Method", methods));
      if (byAPage) {
        headers.addAll(List.of("Origin", ORIGIN));
      }
      HttpResponse<String> answer =
          server
              .http()
              .exchange("OPTIONS", "/eventbus" + path, null, headers.toArray(String[]::new));

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(header(answer, "Cache-Control"))
          .contains("public")
          .matches(".*max-age=[1-9]\\d{6,}.*");
      assertThat(header(answer, "Expires")).isNotEmpty();
      assertThat(Integer.parseInt(header(answer, "Access-Control-Max-Age")))
          .isGreaterThan(1_000_000);
      assertThat(header(answer, "Access-Control-Allow-Methods")).isEqualTo(methods);
      assertThat(header(answer, "Allow")).isEqualTo(methods);
      assertThat(answer.body()).isEmpty();
      if (byAPage) {
        isReadable(answer);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD   | /info | OPTIONS, GET",
        "DELETE | /info | OPTIONS, GET",
        "POST   | /info | OPTIONS, GET",
        "POST   | /iframe.html | GET, HEAD",
        "POST   | /websocket | GET",
        "GET    | /a/a/xhr | OPTIONS, POST",
        "GET    | /a/a/xhr_send | OPTIONS, POST",
        "PUT    | /a/a/eventsource | OPTIONS, GET",
        "HEAD   | /a/a/jsonp | OPTIONS, GET",
        "DELETE | /a/a/websocket | GET"
      })
  void anUnsupportedMethodIsRefusedWithTheAllowedOnes(String method, String path, String allowed) {
    HttpResponse<String> answer =
        server.http().exchange(method, "/eventbus" + path, method.equals("HEAD") ? null : "");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "Allow")).isEqualTo(allowed);
  }

  // The URLs of sessions.

  @ParameterizedTest
  @ValueSource(strings = {"/a/a-url", "/_/_", "/1/1", "/abcdefgh_i-j%20/abcdefg_i-j%20"})
  void serverAndSessionMayBeAnyText(String part) {
    HttpResponse<String> answer = server.http().post("/eventbus" + part + "/xhr", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("o\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//", "/a./a", "/a/a.", "/./.", "/", "///"})
  void serverAndSessionMustNotBeEmptyOrContainDots(String part) {
    String path = "/eventbus" + part + "/xhr";

    assertThat(RawHttpClient.ask(server.port(), "GET", path, "Connection: close").status())
        .isEqualTo(404);
    assertThat(
            RawHttpClient.ask(server.port(), "POST", path, "Content-Length: 0", "Connection: close")
                .status())
        .isEqualTo(404);
  }

  @Test
  void theServersPartOfAUrlIsIgnored() {
    assertThat(post("xhr", "")).isEqualTo("o\n");
    assertThat(server.http().post(session + "/xhr_send", pingMessage("a")).statusCode())
        .isEqualTo(204);

    String elsewhere = session.replace("/000/", "/999/");

    assertThat(server.http().post(elsewhere + "/xhr", "").body())
        .contains("\\\"address\\\":\\\"a\\\"");
  }

  // The protocol.

  @Test
  void aSessionStartsWithItsFirstRequestAndAcceptsMessages() {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    HttpResponse<String> sent = server.http().post(session + "/xhr_send", pingMessage("a"));
    assertThat(sent.statusCode()).isEqualTo(204);
    assertThat(sent.body()).isEmpty();

    assertThat(post("xhr", "")).startsWith("a[\"").endsWith("\"]\n");
    assertThat(
            server.http().post("/eventbus/000/bad_session/xhr_send", pingMessage("a")).statusCode())
        .isEqualTo(404);
  }

  // WebSockets.

  @Test
  void aNormalRequestOfAWebSocketsUrlFails() {
    HttpResponse<String> answer = server.http().get("/eventbus/0/0/websocket");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Can \"Upgrade\" only to \"WebSocket\".");
  }

  @Test
  void aConnectionHeaderThatAProxyChangedIsRefused() {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server.port(),
            "GET",
            "/eventbus/0/0/websocket",
            "Upgrade: WebSocket",
            "Connection: close");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"Connection\" must be \"Upgrade\".");
  }

  @Test
  void aWebSocketRequiresGet() {
    for (List<String> lines :
        List.of(
            List.of("Content-Length: 0", "Upgrade: WebSocket", "Connection: Upgrade"),
            List.of("Content-Length: 0"))) {
      RawHttpClient.Answer answer =
          RawHttpClient.ask(
              server.port(), "POST", "/eventbus/0/0/websocket", lines.toArray(String[]::new));

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Content-Type")).isEmpty();
      assertThat(answer.header("Allow")).isEqualTo("GET");
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, Upgrade",
    "8, Upgrade",
    "13, Upgrade",
    "7, 'keep-alive, Upgrade'",
    "8, 'keep-alive, Upgrade'",
    "13, 'keep-alive, Upgrade'"
  })
  void aHandshakeIsAnsweredAsTheDraftsAndTheRfcRequire(String version, String connection) {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server.port(),
            "GET",
            session + "/websocket",
            "Upgrade: websocket",
            "Connection: " + connection,
            "Sec-WebSocket-Version: " + version,
            "Sec-WebSocket-Origin: http://asd",
            "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==");

    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("HSmrc0sMlYUkAGmm5OPpG2HaGWk=");
    assertThat(answer.header("Connection")).isEqualToIgnoringCase("upgrade");
    assertThat(answer.header("Upgrade")).isEqualToIgnoringCase("websocket");
    assertThat(answer.header("Content-Length")).isEmpty();
  }

  @Test
  void aWebSocketCarriesTheSameFrames() {
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), session + "/websocket")) {
      assertThat(socket.text()).isEqualTo("o");
      socket.send(pingMessage("a"));
      assertThat(socket.text()).startsWith("a[\"");
      socket.send("[\"a");
      assertThat(socket.closeCode()).isEqualTo(1006);
    }
  }

  // Polling.

  @Test
  void pollingAnswersPagesOfAllowedOrigins() {
    HttpResponse<String> opened = server.http().post(session + "/xhr", "", "Origin", ORIGIN);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body()).isEqualTo("o\n");
    assertThat(type(opened)).isEqualTo(SCRIPT);
    isReadable(opened);
    isNotCached(opened);

    HttpResponse<String> sent =
        server.http().post(session + "/xhr_send", pingMessage("x"), "Origin", ORIGIN);
    assertThat(sent.statusCode()).isEqualTo(204);
    assertThat(sent.body()).isEmpty();
    assertThat(type(sent)).isEqualTo(TEXT);
    isReadable(sent);
    isNotCached(sent);

    HttpResponse<String> polled = server.http().post(session + "/xhr", "", "Origin", ORIGIN);
    assertThat(polled.body()).startsWith("a[\"").endsWith("\"]\n");
  }

  @Test
  void invalidJsonIsRefusedAndTheSessionStaysOpen() {
    assertThat(post("xhr", "")).isEqualTo("o\n");
    HttpResponse<String> refused = server.http().post(session + "/xhr_send", "[\"x");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).contains("Broken JSON encoding.");
    HttpResponse<String> empty = server.http().post(session + "/xhr_send", "");
    assertThat(empty.statusCode()).isEqualTo(500);
    assertThat(empty.body()).contains("Payload expected.");

    assertThat(server.http().post(session + "/xhr_send", pingMessage("a")).statusCode())
        .isEqualTo(204);
    assertThat(post("xhr", "")).startsWith("a[");
  }

  @Test
  void messagesAreAcceptedWithAnyContentType() {
    List<String> types =
        List.of(
            "text/plain",
            "T",
            "application/json",
            "application/xml",
            "",
            "application/json; charset=utf-8",
            "text/xml; charset=utf-8",
            "text/xml");
    assertThat(post("xhr", "")).isEqualTo("o\n");
    for (String type : types) {
      HttpResponse<String> sent =
          server.http().post(session + "/xhr_send", pingMessage("a"), "Content-Type", type);
      assertThat(sent.statusCode()).as(type).isEqualTo(204);
    }
    int answers = 0;
    while (answers < types.size()) {
      answers += new JsonArray(post("xhr", "").substring(1)).size();
    }
    assertThat(answers).isEqualTo(types.size());
  }

  @Test
  void headersThatAPageRequestsAreAllowed() {
    HttpResponse<String> pingMessage =
        server
            .http()
            .post(
                session + "/xhr",
                "",
                "Origin",
                ORIGIN,
                "Access-Control-Request-Headers",
                "a, b, c");
    isReadable(pingMessage);
    assertThat(header(pingMessage, "Access-Control-Allow-Headers")).isEqualTo("a, b, c");
    HttpResponse<String> silent = server.http().post(session + "x/xhr", "", "Origin", ORIGIN);
    assertThat(header(silent, "Access-Control-Allow-Headers")).isEmpty();
  }

  // Streams.

  @Test
  void aStreamStartsWithAPrelude() throws Exception {
    HttpResponse<InputStream> answer =
        server.http().open("POST", session + "/xhr_streaming", "", "Origin", ORIGIN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(SCRIPT);
    isReadable(answer);
    isNotCached(answer);
    try (InputStream body = answer.body()) {
      assertThat(read(body, 2049)).isEqualTo("h".repeat(2048) + "\n");
      assertThat(read(body, 2)).isEqualTo("o\n");
      assertThat(server.http().post(session + "/xhr_send", pingMessage("x")).statusCode())
          .isEqualTo(204);
      assertThat(read(body, 3)).isEqualTo("a[\"");
    }
  }

  @Test
  void anEventSourceIsAStreamOfEvents() throws Exception {
    HttpResponse<InputStream> answer = server.http().open("GET", session + "/eventsource", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("text/event-stream; charset=UTF-8");
    isNotCached(answer);
    try (InputStream body = answer.body()) {
      assertThat(read(body, 2)).isEqualTo("\r\n");
      assertThat(read(body, 11)).isEqualTo("data: o\r\n\r\n");
      assertThat(
              server.http().post(session + "/xhr_send", pingMessage("  \u0000\n\r ")).statusCode())
          .isEqualTo(204);
      String event = "";
      while (!event.endsWith("\r\n\r\n")) {
        event += read(body, 1);
      }
      assertThat(event).startsWith("data: a[\"").endsWith("\"]\r\n\r\n");
      assertThat(event.substring(0, event.length() - 4)).doesNotContain("\n", "\r", "\u0000");
    }
  }

  @Test
  void anHtmlFileIsAPageOfScripts() throws Exception {
    HttpResponse<InputStream> answer =
        server.http().open("GET", session + "/htmlfile?c=%63allback", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("text/html; charset=UTF-8");
    isNotCached(answer);
    try (InputStream body = answer.body()) {
      String page = "";
      while (!page.endsWith("\r\n")) {
        page += read(body, 1);
      }
      assertThat(page.length()).isGreaterThan(1024);
      assertThat(page.strip())
          .isEqualTo(
              """
              <!doctype html>
              <html><head>
                <meta http-equiv="X-UA-Compatible" content="IE=edge" />
                <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              </head><body><h2>Don't panic!</h2>
                <script>
                  document.domain = document.domain;
                  var c = parent.callback;
                  c.start();
                  function p(d) {c.message(d);};
                  window.onload = function() {c.stop();};
                </script>""");
      String opened = "<script>\np(\"o\");\n</script>\r\n";
      assertThat(read(body, opened.length())).isEqualTo(opened);
      server.http().post(session + "/xhr_send", pingMessage("x"));
      String begin = "<script>\np(\"a[\\\"";
      assertThat(read(body, begin.length())).isEqualTo(begin);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "htmlfile, \"callback\" parameter required",
    "jsonp, \"callback\" parameter required",
    "htmlfile?c=abc(def, invalid \"callback\" parameter",
    "jsonp?c=abc(def, invalid \"callback\" parameter"
  })
  void jsonpRequiresAFunctionName(String pingMessage, String answered) {
    HttpResponse<String> answer =
        server.http().get("/eventbus/a/a/" + pingMessage.replace("(", "%28"));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains(answered);
  }

  @Test
  void jsonpIsPollingByScripts() {
    String poll = session + "/jsonp?c=%63allback";
    HttpResponse<String> opened = server.http().get(poll);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(type(opened)).isEqualTo(SCRIPT);
    isNotCached(opened);
    assertThat(opened.body()).isEqualTo("/**/callback(\"o\");\r\n");

    HttpResponse<String> sent =
        form("d=" + io.feedhorn.http.HttpTestClient.query(pingMessage("x")));
    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(sent.body()).isEqualTo("ok");
    assertThat(type(sent)).isEqualTo(TEXT);
    isNotCached(sent);
    assertThat(server.http().get(poll).body())
        .startsWith("/**/callback(\"a[\\\"")
        .endsWith("\");\r\n");

    HttpResponse<String> plain =
        server
            .http()
            .post(session + "/jsonp_send", pingMessage("%61bc"), "Content-Type", "text/plain");
    assertThat(plain.body()).isEqualTo("ok");
    assertThat(server.http().get(poll).body()).contains("%61bc");

    String large = "l".repeat(20_000);
    assertThat(form("d=" + io.feedhorn.http.HttpTestClient.query(pingMessage(large))).body())
        .isEqualTo("ok");
    assertThat(server.http().get(poll).body()).contains(large);
  }

  @Test
  void anInvalidFormIsRefusedAndTheSessionStaysOpen() {
    String poll = session + "/jsonp?c=x";
    assertThat(server.http().get(poll).body()).isEqualTo("/**/x(\"o\");\r\n");

    HttpResponse<String> refused = form("d=%5B%22x");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).contains("Broken JSON encoding.");
    for (String none : List.of("", "d=", "p=p")) {
      HttpResponse<String> empty = form(none);
      assertThat(empty.statusCode()).as(none).isEqualTo(500);
      assertThat(empty.body()).contains("Payload expected.");
    }
    assertThat(form("d=" + io.feedhorn.http.HttpTestClient.query(pingMessage("b"))).body())
        .isEqualTo("ok");
    assertThat(server.http().get(poll).body()).startsWith("/**/x(\"a[");
  }

  // The end.

  @Test
  void aSecondPendingRequestIsRefusedAndEnds() throws Exception {
    try (InputStream first = server.http().open("POST", session + "/xhr_streaming", "").body()) {
      assertThat(read(first, 2051)).endsWith("\no\n");
      String second = server.http().post(session + "/xhr_streaming", "").body();
      assertThat(second)
          .isEqualTo("h".repeat(2048) + "\nc[2010,\"Another connection still open\"]\n");
    }
    String third = "";
    while (!third.contains("c[1002,\"Connection interrupted\"]")) {
      third = server.http().post(session + "/xhr", "").body();
    }
  }

  private static String requests() {
    return server
        .http()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("feedhorn_requests_total{transport=\"sockjs-http\"}"))
        .findFirst()
        .orElse("");
  }

  @Test
  void aBrokenPollEndsItsSession() throws Exception {
    String answered = "";
    String path = "";
    for (int i = 0; !answered.startsWith("c[2010,"); i++) {
      path = session + i + "/xhr";
      assertThat(server.http().post(path, "").body()).isEqualTo("o\n");
      try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
        String requests = requests();
        connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        await().until(() -> !requests().equals(requests));
        // If this one reaches the session first, it waits for a heartbeat, and the other is
        // refused.
        answered = server.http().post(path, "").body();
      }
    }
    String ended = path;
    await()
        .until(
            () ->
                server
                    .http()
                    .post(ended, "")
                    .body()
                    .equals("c[1002,\"Connection interrupted\"]\n"));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aStreamEndsAfter128KiBAndTheNextContinues() throws Exception {
    String topic = server.everyFeed() + ".a";
    int values = 4;
    assertThat(post("xhr", "")).isEqualTo("o\n");
    post(
        "xhr_send",
        quoted(new JsonObject().put("type", "register").put("address", topic).encode()));
    try (InputStream first = server.http().open("POST", session + "/xhr_streaming", "").body()) {
      for (int i = 0; i < values; i++) {
        server.publish(topic, "\"" + "x".repeat(50_000) + i + "\"");
      }
      int bytes = first.readAllBytes().length;
      assertThat(bytes).isBetween(128 * 1024, 256 * 1024);
    }
    String rest = post("xhr", "");
    assertThat(rest).startsWith("a[").contains("x" + (values - 1) + "\\\"");
  }

  // HTTP/1.0 and HTTP/1.1.

  @Test
  void theGreetingLeavesAConnectionOfHttp11Open() throws Exception {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      connection.setSoTimeout(20_000);
      for (int i = 0; i < 2; i++) {
        connection
            .getOutputStream()
            .write("GET /eventbus HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(RawHttpClient.read(connection.getInputStream()).body())
            .isEqualTo("Welcome to SockJS!\n");
      }
    }
  }

  @Test
  void theGreetingWorksWithHttp10() {
    RawHttpClient.Answer answer =
        RawHttpClient.send(server.port(), "GET /eventbus HTTP/1.0\r\nHost: h");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Transfer-Encoding")).isEmpty();
    assertThat(answer.body()).isEqualTo("Welcome to SockJS!\n");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aStreamOverHttp10IsNotChunked() {
    String path = session + "/xhr_streaming";
    assertThat(post("xhr", "")).isEqualTo("o\n");
    server.http().post(session + "/xhr_send", "[\"{\\\"type\\\":\\\"ping\\\"}\"]");
    try (InputStream first = server.http().open("POST", path, "").body()) {
      read(first, 2049);
      // The second one is refused, so it ends immediately.
      RawHttpClient.Answer answer =
          RawHttpClient.send(
              server.port(), "POST " + path + " HTTP/1.0\r\nHost: h\r\nContent-Length: 0");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Transfer-Encoding")).isEmpty();
      assertThat(answer.body()).endsWith("c[2010,\"Another connection still open\"]\n");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  // What must be escaped.

  @Test
  void charactersThatBrowsersCorruptAreEscaped() {
    StringBuilder killers = new StringBuilder();
    for (char c = 0; c <= 0xFFFF - 1; c++) {
      boolean escaped =
          c < 0x20
              || (c >= 0x200c && c <= 0x200f)
              || (c >= 0x2028 && c <= 0x202f)
              || (c >= 0x2060 && c <= 0x206f)
              || c >= 0xfff0;
      if (escaped) {
        killers.append(c);
      }
    }
    String topic = server.latestFeed() + ".a";
    String value = new JsonArray().add(killers.toString()).encode();
    server.publish(topic, value.substring(1, value.length() - 1));
    assertThat(post("xhr", "")).isEqualTo("o\n");
    post(
        "xhr_send",
        quoted(new JsonObject().put("type", "register").put("address", topic).encode()));

    String frame = post("xhr", "");

    assertThat(frame.strip()).matches("[ -~]*");
    JsonObject update = new JsonObject(new JsonArray(frame.substring(1)).getString(0));
    assertThat(update.getJsonObject("body").getString("data")).isEqualTo(killers.toString());
  }

  @Test
  void charactersThatClientsEscapeAreRead() {
    String topic = server.latestFeed() + ".a";
    StringBuilder escaped = new StringBuilder();
    StringBuilder meant = new StringBuilder();
    for (char c = 1; c < 0xFFF0; c = (char) (c + 7)) {
      if (!Character.isSurrogate(c)) {
        escaped.append("\\u%04x".formatted((int) c));
        meant.append(c);
      }
    }
    String message =
        "{\"type\":\"publish\",\"address\":\"%s\",\"body\":\"%s\"}".formatted(topic, escaped);
    assertThat(post("xhr", "")).isEqualTo("o\n");

    assertThat(server.http().post(session + "/xhr_send", quoted(message)).statusCode())
        .isEqualTo(204);

    await().until(() -> server.http().get("/v1/topics/" + topic).statusCode() == 200);
    assertThat(new JsonObject(server.http().get("/v1/topics/" + topic).body()).getString("data"))
        .isEqualTo(meant.toString());
  }

  private static String read(InputStream body, int bytes) throws java.io.IOException {
    return new String(body.readNBytes(bytes), StandardCharsets.UTF_8);
  }

  private HttpResponse<String> form(String body) {
    return server.http().post(session + "/jsonp_send", body, "Content-Type", FORM);
  }

  private String post(String to, String body) {
    return server.http().post(session + "/" + to, body).body();
  }

  /** Returns a message that is answered at an address immediately, as clients send it. */
  private static String pingMessage(String address) {
    return quoted(
        new JsonObject()
            .put("type", "send")
            .put("address", "feedhorn.publish")
            .put("replyAddress", address)
            .encode());
  }

  private static String quoted(String message) {
    return new JsonArray().add(message).encode();
  }

  private static String type(HttpResponse<?> answer) {
    return header(answer, "Content-Type");
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void hasNoCookie(HttpResponse<?> answer) {
    assertThat(header(answer, "Set-Cookie")).isEmpty();
  }

  private static void isNotCached(HttpResponse<?> answer) {
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly(NOT_CACHED);
    assertThat(header(answer, "Expires")).isEmpty();
    assertThat(header(answer, "Last-Modified")).isEmpty();
  }

  private static void isReadable(HttpResponse<?> answer) {
    assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
    assertThat(answer.headers().allValues("Access-Control-Allow-Credentials"))
        .containsExactly("true");
  }
}
