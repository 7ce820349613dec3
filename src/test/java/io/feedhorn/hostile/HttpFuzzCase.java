package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One connection that asks something over HTTP, right or wrong, and then, behind it, what is
 * certainly right. Not thread-safe.
 */
final class HttpFuzzCase {
  private static final String PROBE =
      "GET /v1/time HTTP/1.1\r\nHost: h\r\nX-Probe: 1\r\nConnection: close\r\n\r\n";
  private static final int QUIET_MILLIS = 250;
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "get", "X");
  private static final List<String> PLACES =
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

  private final MalformedInput broken;

  HttpFuzzCase(MalformedInput broken) {
    this.broken = broken;
  }

  void make(int port) throws IOException {
    try (RawTcpConnection link = new RawTcpConnection(port)) {
      byte[] request = broken.bytes(request(), 50);
      link.send(request);
      link.send(PROBE.getBytes(StandardCharsets.US_ASCII));
      link.readUntil(said -> said.contains("{\"now\":"), QUIET_MILLIS);
      try {
        DocumentedResponses.isDocumented(link.text());
      } catch (AssertionError wrong) {
        String asked = new String(request, StandardCharsets.ISO_8859_1);
        throw new AssertionError("asked: " + asked + "\n" + wrong.getMessage(), wrong);
      }
    }
  }

  private String request() {
    return switch (broken.below(11)) {
      case 0 -> post("/v1/topics/" + broken.topic(), "application/json", broken.json());
      case 1 -> post("/v1/publish", "application/x-ndjson", lines());
      case 2 ->
          get("/v1/updates?" + query(), "Prefer: wait=" + broken.one(List.of("0", "50", "-1")));
      case 3 -> get("/v1/stream?" + query(), "Last-Event-ID: " + broken.cursor());
      case 4 -> get("/v1/topics/" + broken.topic() + "/history?limit=" + broken.number(), "X: y");
      case 5 -> sockJs();
      case 6 -> raw();
      case 7 -> get("/v1/topics?match=" + broken.topic() + "&limit=" + broken.number(), "X: y");
      case 8 -> post("/v1/lab", "application/json", lab());
      case 9 -> post("/v1/tickets", "text/plain", broken.json());
      default -> head(broken.one(METHODS), broken.one(PLACES), "Origin: http://" + broken.topic());
    };
  }

  private String lab() {
    String handicap = broken.chance(50) ? "{\"delay\":" + broken.number() + "}" : broken.json();
    return "{\"rate\":%s,\"size\":%s,\"topics\":%s,\"handicap\":%s}"
        .formatted(broken.number(), broken.number(), broken.number(), handicap);
  }

  private String sockJs() {
    String path = "/eventbus/000/s" + broken.below(40) + "/" + broken.one(SOCKJS);
    if (path.endsWith("e") || path.endsWith("jsonp")) {
      return get(path + "?c=" + broken.topic(), "X: y");
    }
    String message = broken.message().replace("\\", "\\\\").replace("\"", "\\\"");
    return post(path, "text/plain", path.endsWith("send") ? "[\"" + message + "\"]" : "");
  }

  private String lines() {
    StringBuilder lines = new StringBuilder();
    for (int i = broken.below(4); i >= 0; i--) {
      lines.append("{\"topic\":\"").append(broken.topic()).append("\",\"data\":");
      lines.append(broken.json()).append("}\n");
    }
    return lines.toString();
  }

  /** Mostly of parts that are right, so that what is asked for also happens. */
  private String query() {
    StringBuilder query = new StringBuilder("topics=").append(broken.topic());
    part(query, ",", broken.topic(), 30);
    part(query, "&since=", broken.cursor(), 30);
    part(query, "&limit=", broken.number(), 20);
    part(query, "&wait=", broken.one(List.of("0", "0.01", "x")), 30);
    part(query, "&maxRate=", broken.number(), 20);
    part(query, "&conflate=", broken.one(List.of("true", "false", "yes")), 30);
    return query.toString();
  }

  private void part(StringBuilder query, String name, String value, int percent) {
    if (broken.chance(percent)) {
      query.append(name).append(value);
    }
  }

  /** What is wrong with HTTP itself. */
  private String raw() {
    String start = "POST /v1/topics/a.b HTTP/1.1\r\nHost: h\r\n";
    return broken.one(
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
        .formatted(method, target, broken.showing(), header);
  }

  private String post(String target, String type, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String header = "Content-Type: %s\r\nContent-Length: %d".formatted(type, length);
    return head("POST", target, header) + body;
  }

  /** A request that is certainly right is served, whatever was asked before. */
  static void isServed(int port) throws IOException {
    try (RawTcpConnection link = new RawTcpConnection(port)) {
      link.send(PROBE.getBytes(StandardCharsets.US_ASCII));
      boolean served = link.readUntil(said -> said.contains("{\"now\":"), 20_000);
      assertThat(served).as("served; it said: %s", link.text()).isTrue();
    }
  }
}
