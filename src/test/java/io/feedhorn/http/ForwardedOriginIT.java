package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's own origin for pages behind proxies. */
@Timeout(60)
class ForwardedOriginIT {
  private static final String PAGE = "https://feeds.example.org";

  private static RunningServer server;
  private static RunningServer direct;

  @BeforeAll
  static void startServers() {
    server = behind("127.0.0.1", "10.0.0.0/8");
    direct = behind("10.0.0.0/8");
  }

  private static RunningServer behind(String... proxies) {
    return RunningServer.with(
        ServerSetup.DEFAULT.proxies(new ReverseProxyOptions(List.of(proxies), false)));
  }

  @AfterAll
  static void stopServers() {
    server.close();
    direct.close();
  }

  private static int status(RunningServer of, String host, String origin, String... lines) {
    return ask(of, "/v1/time", host, origin, lines).status();
  }

  private static RawHttpClient.Answer ask(
      RunningServer of, String path, String host, String origin, String... lines) {
    List<String> head = new ArrayList<>();
    head.add("GET " + path + " HTTP/1.1");
    head.add("Host: " + host);
    head.add("Origin: " + origin);
    head.addAll(List.of(lines));
    return RawHttpClient.send(of.port(), String.join("\r\n", head));
  }

  @Test
  void theDefaultPortMayBeExplicit() {
    assertThat(status(server, "feeds.example.org:443", PAGE)).isEqualTo(200);
    assertThat(status(server, "feeds.example.org:80", "http://feeds.example.org")).isEqualTo(200);
    assertThat(status(server, "feeds.example.org:80", PAGE)).isEqualTo(403);
    assertThat(status(server, "feeds.example.org:443", "http://feeds.example.org")).isEqualTo(403);
  }

  @Test
  void theRefusalNamesTheComparedHost() {
    RawHttpClient.Answer answer = ask(server, "/v1/time", "127.0.0.1:8080", PAGE);

    assertProblem(answer.body(), 403, "forbidden");
    assertThat(answer.body()).contains(PAGE, "Host, 127.0.0.1:8080", "http.origins");
    RawHttpClient.Answer forwarded =
        ask(server, "/v1/time", "127.0.0.1", PAGE, "X-Forwarded-Host: other.example.org");
    assertThat(forwarded.body()).contains("other.example.org").doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto: https                          | 200",
        "X-Forwarded-Proto: HTTPS                          | 200",
        "X-Forwarded-Proto: wss                            | 200",
        "X-Forwarded-Proto: http                           | 403",
        "X-Forwarded-Proto: ws                             | 403",
        "X-Forwarded-Proto: http, https                    | 200",
        "X-Forwarded-Proto: https, http                    | 403",
        "X-Forwarded-Proto: unknown                        | 200",
        "Forwarded: proto=https                            | 200",
        "Forwarded: for=203.0.113.9;proto=http             | 403",
        "Forwarded: for=1.1.1.1;proto=http, for=203.0.113.9;proto=https | 200",
        "X-Other: https                                    | 200",
      })
  void theSchemeOfATrustedProxyIsUsed(String line, int status) {
    assertThat(status(server, "feeds.example.org", PAGE, line)).isEqualTo(status);
    // Headers of other clients are ignored, so the scheme is unknown.
    assertThat(status(direct, "feeds.example.org", PAGE, line)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host: feeds.example.org",
        "X-Forwarded-Host: feeds.example.org:443",
        "X-Forwarded-Host: evil.example, feeds.example.org",
        "Forwarded: host=feeds.example.org",
        "Forwarded: host=\"feeds.example.org:443\";proto=https",
      })
  void theHostOfATrustedProxyIsUsed(String line) {
    assertThat(status(server, "10.1.1.1:8080", PAGE, line)).isEqualTo(200);
    assertThat(status(server, "feeds.example.org", "https://10.1.1.1:8080", line)).isEqualTo(403);
    assertThat(status(direct, "10.1.1.1:8080", PAGE, line)).isEqualTo(403);
  }

  @Test
  void ofSeveralTrustedProxiesTheOutermostIsUsed() {
    String[] chain = {
      "X-Forwarded-For: 203.0.113.9, 10.0.0.1",
      "X-Forwarded-Proto: https, http",
      "X-Forwarded-Host: feeds.example.org, inside.local"
    };

    assertThat(status(server, "node:8080", PAGE, chain)).isEqualTo(200);
    assertThat(status(server, "node:8080", "http://inside.local", chain)).isEqualTo(403);
    // An entry that a client added on the left is not treated as one of a proxy.
    String[] forged = {
      "X-Forwarded-For: 10.0.0.9, 203.0.113.9, 10.0.0.1",
      "X-Forwarded-Host: evil.example, feeds.example.org, inside.local"
    };
    assertThat(status(server, "node:8080", PAGE, forged)).isEqualTo(200);
    assertThat(status(server, "node:8080", "https://evil.example", forged)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics",
        "/v1/updates?topics=a.b",
        "/eventbus/info",
        "/eventbus/000/forwarded/jsonp?c=c"
      })
  void everyPathHasTheSameRule(String path) {
    assertThat(ask(server, path, "x:1", PAGE, "X-Forwarded-Host: feeds.example.org").status())
        .isEqualTo(200);
    assertThat(ask(server, path, "x:1", PAGE).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/000/s/websocket"})
  void theRuleAppliesToWebSockets(String path) {
    String[] handshake = {
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      "X-Forwarded-Host: feeds.example.org",
      "X-Forwarded-Proto: https"
    };

    assertThat(ask(server, path, "x:1", PAGE, handshake).status()).isEqualTo(101);
    assertThat(ask(server, path, "x:1", "http://feeds.example.org", handshake).status())
        .isEqualTo(403);
    assertThat(ask(direct, path, "x:1", PAGE, handshake).status()).isEqualTo(403);
  }
}
