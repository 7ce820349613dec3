package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.pingMessage;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RawHttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The handshake and the frames of WebSockets. */
interface SockJsWebSocketRequirements extends SockJsUnderTest {
  @Test
  default void aNormalRequestOfAWebSocketsUrlFails() {
    HttpResponse<String> answer = server().http().get("/eventbus/0/0/websocket");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Can \"Upgrade\" only to \"WebSocket\".");
  }

  @Test
  default void aConnectionHeaderThatAProxyChangedIsRefused() {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server().port(),
            "GET",
            "/eventbus/0/0/websocket",
            "Upgrade: WebSocket",
            "Connection: close");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"Connection\" must be \"Upgrade\".");
  }

  @Test
  default void aWebSocketRequiresGet() {
    for (List<String> lines :
        List.of(
            List.of("Content-Length: 0", "Upgrade: WebSocket", "Connection: Upgrade"),
            List.of("Content-Length: 0"))) {
      RawHttpClient.Answer answer =
          RawHttpClient.ask(
              server().port(), "POST", "/eventbus/0/0/websocket", lines.toArray(String[]::new));

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
  default void aHandshakeIsAnsweredAsTheDraftsAndTheRfcRequire(String version, String connection) {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server().port(),
            "GET",
            session() + "/websocket",
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
  default void aWebSocketCarriesTheSameFrames() {
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(server().port(), session() + "/websocket")) {
      assertThat(socket.text()).isEqualTo("o");
      socket.send(pingMessage("a"));
      assertThat(socket.text()).startsWith("a[\"");
      socket.send("[\"a");
      assertThat(socket.closeCode()).isEqualTo(1006);
    }
  }
}
