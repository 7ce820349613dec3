package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.SCRIPT;
import static io.feedhorn.transport.SockJsAnswers.frame;
import static io.feedhorn.transport.SockJsAnswers.isNotCached;
import static io.feedhorn.transport.SockJsAnswers.isReadable;
import static io.feedhorn.transport.SockJsAnswers.pingMessage;
import static io.feedhorn.transport.SockJsAnswers.read;
import static io.feedhorn.transport.SockJsAnswers.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RawHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** XHR streaming and EventSource, also over HTTP/1.0. */
interface SockJsStreamRequirements extends SockJsUnderTest {
  @Test
  default void aStreamStartsWithAPrelude() throws Exception {
    HttpResponse<InputStream> answer =
        server().http().open("POST", session() + "/xhr_streaming", "", "Origin", ORIGIN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(SCRIPT);
    isReadable(answer);
    isNotCached(answer);
    try (InputStream body = answer.body()) {
      assertThat(read(body, 2049)).isEqualTo("h".repeat(2048) + "\n");
      assertThat(read(body, 2)).isEqualTo("o\n");
      assertThat(server().http().post(session() + "/xhr_send", pingMessage("x")).statusCode())
          .isEqualTo(204);
      assertThat(frame(body, "\n")).startsWith("a[\"");
    }
  }

  @Test
  default void anEventSourceIsAStreamOfEvents() throws Exception {
    HttpResponse<InputStream> answer =
        server().http().open("GET", session() + "/eventsource", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("text/event-stream; charset=UTF-8");
    isNotCached(answer);
    try (InputStream body = answer.body()) {
      assertThat(read(body, 2)).isEqualTo("\r\n");
      assertThat(read(body, 11)).isEqualTo("data: o\r\n\r\n");
      assertThat(
              server()
                  .http()
                  .post(session() + "/xhr_send", pingMessage("  \u0000\n\r "))
                  .statusCode())
          .isEqualTo(204);
      String event = frame(body, "\r\n\r\n");
      assertThat(event).startsWith("data: a[\"").endsWith("\"]\r\n\r\n");
      assertThat(event.substring(0, event.length() - 4)).doesNotContain("\n", "\r", "\u0000");
    }
  }

  @Test
  default void theGreetingLeavesAConnectionOfHttp11Open() throws Exception {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
      connection.setSoTimeout(50_000);
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
  default void theGreetingWorksWithHttp10() {
    RawHttpClient.Answer answer =
        RawHttpClient.send(server().port(), "GET /eventbus HTTP/1.0\r\nHost: h");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Transfer-Encoding")).isEmpty();
    assertThat(answer.body()).isEqualTo("Welcome to SockJS!\n");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  default void aStreamOverHttp10IsNotChunked() {
    String path = session() + "/xhr_streaming";
    assertThat(post("xhr", "")).isEqualTo("o\n");
    server().http().post(session() + "/xhr_send", "[\"{\\\"type\\\":\\\"ping\\\"}\"]");
    try (InputStream first = server().http().open("POST", path, "").body()) {
      read(first, 2049);
      // The second one is refused, so it ends immediately.
      RawHttpClient.Answer answer =
          RawHttpClient.send(
              server().port(), "POST " + path + " HTTP/1.0\r\nHost: h\r\nContent-Length: 0");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Transfer-Encoding")).isEmpty();
      assertThat(answer.body()).endsWith("c[2010,\"Another connection still open\"]\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
