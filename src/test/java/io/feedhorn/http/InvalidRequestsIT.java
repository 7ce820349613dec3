package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that violate HTTP itself are answered, and the answers name what is wrong. */
class InvalidRequestsIT {
  private static final String HOST = "\r\nHost: h\r\n";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawHttpClient.Answer assertRefused(
      String request, int status, String code, String detail) {
    RawHttpClient.Answer answer = RawHttpClient.send(server.port(), request);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body())
        .contains("\"status\":" + status, "\"code\":\"" + code + "\"")
        .contains(detail);
    return answer;
  }

  @ParameterizedTest
  @CsvSource({
    "GET /v1/time HTTP/9.9, version",
    "GET /v1/time, HTTP",
    "GE{T /v1/time HTTP/1.1, HTTP/1.1",
    "GET /v1/time HTTP/1.1|Bad Header, colon",
    "POST /v1/topics/a.b HTTP/1.1|Content-Length: -5, Content-Length",
    "GET /v1/time HTTP/1.1|Host: a|Host: b, more than one line 'Host'",
    "GET /v1/time HTTP/1.1|Host: a|host: a, more than one line 'Host'",
    "POST /v1/topics/a.b HTTP/1.1|Host: a|Transfer-Encoding: gzip, not chunked",
    "POST /v1/topics/a.b HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: x, not chunked"
  })
  void anInvalidRequestIsAnsweredAndItsConnectionIsClosed(String request, String detail) {
    String lines = request.replace("|", "\r\n");

    assertThat(assertRefused(lines, 400, "bad_request", detail).header("Connection"))
        .isEqualTo("close");
  }

  @Test
  void headersAndRequestLinesThatAreTooLargeNameTheirLimit() {
    String filler = "x".repeat(17 * 1024);

    assertRefused("GET /" + filler + " HTTP/1.1", 414, "too_large", "16384 bytes (limits.headers)");
    assertRefused(
        "GET /v1/time HTTP/1.1\r\nX: " + filler, 431, "too_large", "16384 bytes (limits.headers)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/topics/a.b", "/v1/updates", "/v1/readers/r/ack"})
  void aBodyWithInvalidChunksIsAnswered(String path) {
    for (String chunks : new String[] {"zz", "1\r\n1xx", "1\r\n1\r\nzz"}) {
      assertRefused(
          "POST " + path + " HTTP/1.1" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunks,
          400,
          "bad_request",
          "invalid chunks");
    }
  }

  @Test
  void aRequestWithoutHostIsToldSo() {
    assertRefused("GET /v1/time HTTP/1.1", 400, "bad_request", "'Host'");
  }
}
