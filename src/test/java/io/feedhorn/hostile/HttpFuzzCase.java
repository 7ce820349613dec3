package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection with a valid or invalid HTTP request, followed by a valid one. Not thread-safe. */
final class HttpFuzzCase {
  private static final String PROBE =
      "GET /v1/time HTTP/1.1\r\nHost: h\r\nX-Probe: 1\r\nConnection: close\r\n\r\n";
  private static final int QUIET_MILLIS = 250;
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "get", "X");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/v1/topics",
          "/v1/time",
          "/metrics",
          "/health/ready",
          "/v1/ws",
          "/nothing",
          "/../../etc/passwd",
          "/client/..%2f..%2fpom.xml",
          "//",
          "/v1/topics/%00",
          "/%zz",
          "*",
          "/v1/tickets",
          "/v1/lab",
          "/v1/lab/x",
          "/v1/stream?topics=a.b&ticket=x",
          "/v1/readers/r/ack",
          "/webjars/..%5c..",
          "/v1/hello?name=%",
          "/chat.html");
  private static final List<String> SOCKJS =
      List.of("xhr", "xhr_send", "xhr_streaming", "eventsource", "htmlfile", "jsonp", "jsonp_send");

  private final MalformedInput input;

  HttpFuzzCase(MalformedInput input) {
    this.input = input;
  }

  void make(int port) throws IOException {
    try (RawTcpConnection link = new RawTcpConnection(port)) {
      byte[] request = input.bytes(request(), 50);
      link.send(request);
      link.send(PROBE.getBytes(StandardCharsets.US_ASCII));
      link.readUntil(text -> text.contains("{\"now\":"), QUIET_MILLIS);
      try {
        DocumentedResponses.isDocumented(link.text());
      } catch (AssertionError wrong) {
        String sent = new String(request, StandardCharsets.ISO_8859_1);
        throw new AssertionError("sent: " + sent + "\n" + wrong.getMessage(), wrong);
      }
    }
  }

  private String request() {
    return switch (input.below(11)) {
      case 0 -> post("/v1/topics/" + input.topic(), "application/json", input.json());
      case 1 -> post("/v1/publish", "application/x-ndjson", lines());
      case 2 ->
          get("/v1/updates?" + query(), "Prefer: wait=" + input.one(List.of("0", "50", "-1")));
      case 3 -> get("/v1/stream?" + query(), "Last-Event-ID: " + input.cursor());
      case 4 -> get("/v1/topics/" + input.topic() + "/history?limit=" + input.number(), "X: y");
      case 5 -> sockJs();
      case 6 -> raw();
      case 7 -> get("/v1/topics?match=" + input.topic() + "&limit=" + input.number(), "X: y");
      case 8 -> post("/v1/lab", "application/json", lab());
      case 9 -> post("/v1/tickets", "text/plain", input.json());
      default -> head(input.one(METHODS), input.one(PATHS), "Origin: http://" + input.topic());
    };
  }

  private String lab() {
    String handicap = input.chance(50) ? "{\"delay\":" + input.number() + "}" : input.json();
    return "{\"rate\":%s,\"size\":%s,\"topics\":%s,\"handicap\":%s}"
        .formatted(input.number(), input.number(), input.number(), handicap);
  }

  private String sockJs() {
    String path = "/eventbus/000/s" + input.below(40) + "/" + input.one(SOCKJS);
    if (path.endsWith("e") || path.endsWith("jsonp")) {
      return get(path + "?c=" + input.topic(), "X: y");
    }
    String message = input.message().replace("\\", "\\\\").replace("\"", "\\\"");
    return post(path, "text/plain", path.endsWith("send") ? "[\"" + message + "\"]" : "");
  }

  private String lines() {
    StringBuilder lines = new StringBuilder();
    for (int i = input.below(4); i >= 0; i--) {
      lines.append("{\"topic\":\"").append(input.topic()).append("\",\"data\":");
      lines.append(input.json()).append("}\n");
    }
    return lines.toString();
  }

  /** Returns a query of mostly valid parts, so that many requests succeed. */
  private String query() {
    StringBuilder query = new StringBuilder("topics=").append(input.topic());
    part(query, ",", input.topic(), 30);
    part(query, "&since=", input.cursor(), 30);
    part(query, "&limit=", input.number(), 20);
    part(query, "&wait=", input.one(List.of("0", "0.01", "x")), 30);
    part(query, "&maxRate=", input.number(), 20);
    part(query, "&conflate=", input.one(List.of("true", "false", "yes")), 30);
    return query.toString();
  }

  private void part(StringBuilder query, String name, String value, int percent) {
    if (input.chance(percent)) {
      query.append(name).append(value);
    }
  }

  /** Returns a violation of HTTP itself. */
  private String raw() {
    String start = "POST /v1/topics/a.b HTTP/1.1\r\nHost: h\r\n";
    return input.one(
        List.of(
            "\r\n\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET / hTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /\r\n\r\n",
            "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
            "GE{T / HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\r\nX: " + "y".repeat(9_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\nBad Header\r\n\r\n",
            "GET / HTTP/1.1\r\nX : y\r\n z\r\n\r\n",
            start + "Content-Length: -1\r\n\r\n1",
            start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n11",
            start + "Content-Length: 99999999999\r\n\r\n1",
            start + "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n1\r\n0\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\n1\r\n0\r\n\r\n",
            start + "Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n1",
            start + "Transfer-Encoding: gzip\r\n\r\n1",
            start + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b1",
            "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET http://h/v1/time HTTP/1.0\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"));
  }

  private String get(String target, String header) {
    return head("GET", target, header);
  }

  private String head(String method, String target, String header) {
    return "%s %s HTTP/1.1\r\nHost: h\r\n%s%s\r\n\r\n"
        .formatted(method, target, input.showing(), header);
  }

  private String post(String target, String type, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String header = "Content-Type: %s\r\nContent-Length: %d".formatted(type, length);
    return head("POST", target, header) + body;
  }

  /** Asserts that a valid request is served, whatever was sent before. */
  static void assertIsServed(int port) throws IOException {
    try (RawTcpConnection link = new RawTcpConnection(port)) {
      link.send(PROBE.getBytes(StandardCharsets.US_ASCII));
      boolean served = link.readUntil(text -> text.contains("{\"now\":"), 20_000);
      assertThat(served).as("served; received: %s", link.text()).isTrue();
    }
  }
}
