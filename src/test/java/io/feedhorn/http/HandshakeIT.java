package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket handshakes pass the same request pipeline as other requests. */
class HandshakeIT {
  private static final String ORIGIN = "https://app.example.org";
  private static final List<String> HANDSHAKE =
      List.of(
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.with(ServerSetup.DEFAULT.origins(ORIGIN));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawHttpClient.Answer handshake(String path, String... headers) {
    Stream<String> lines =
        Stream.of(Stream.of("GET " + path + " HTTP/1.1"), Stream.of(headers), HANDSHAKE.stream())
            .flatMap(part -> part);
    return RawHttpClient.send(server.port(), String.join("\r\n", lines.toList()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/1/session/websocket"})
  void aSuccessfulHandshakeHasOnlyItsOwnHeaders(String path) {
    RawHttpClient.Answer answer = handshake(path, "Host: localhost", "Origin: " + ORIGIN);

    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.lines())
        .map(line -> line.replaceAll(":.*", "").toLowerCase(Locale.ROOT))
        .filteredOn(name -> !name.isEmpty())
        .containsExactlyInAnyOrder("upgrade", "connection", "sec-websocket-accept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws/", "/eventbus/websocket/"})
  void aSlashAtTheEndOfThePathChangesNothing(String path) {
    assertThat(handshake(path, "Host: localhost").status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Host: none", "Host: a b", "Host: localhost:99999"})
  void aHandshakeWithoutAValidHostIsRefused(String header) {
    RawHttpClient.Answer answer = handshake("/v1/ws", header);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"bad_request\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/ws, Sec-WebSocket-Key",
    "/v1/ws, Sec-WebSocket-Version",
    "/eventbus/websocket, Sec-WebSocket-Version",
    "/eventbus/1/session/websocket, Sec-WebSocket-Version"
  })
  void aHandshakeWithoutAHeaderIsToldSo(String path, String header) {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server.port(),
            "GET",
            path,
            HANDSHAKE.stream().filter(line -> !line.startsWith(header)).toArray(String[]::new));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"bad_request\"", "'" + header + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/1/session/websocket"})
  void aHandshakeOfAnotherVersionIsToldTheVersion(String path) {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server.port(),
            "GET",
            path,
            HANDSHAKE.stream().map(line -> line.replace("13", "12")).toArray(String[]::new));

    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
    assertThat(answer.header("Upgrade")).isEqualTo("websocket");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("\"status\":426", "'12'; 13 is allowed");
  }

  @Test
  void aHandshakeOnAnEncodedPathIsAccepted() {
    assertThat(handshake("/v1/%77s", "Host: localhost").status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/v1/%77s", "/eventbus/websocket", "/eventbus/1/a/websocket"})
  void aHandshakeOfAnotherOriginIsRefused(String path) {
    RawHttpClient.Answer answer =
        handshake(path, "Host: localhost", "Origin: https://other.example.org");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("https://other.example.org", "http.origins");
  }

  @Test
  void aHandshakeWithAnUnknownParameterIsRefusedAsAnyOtherRequest() {
    RawHttpClient.Answer answer = handshake("/v1/ws?tickets=1", "Host: localhost");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("'tickets'", "allowed: ticket");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }
}
