package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of HTTP/2 that have nothing more to wait for, and that their client does not read. */
@Timeout(120)
class UnreadStreamsIT {
  private static final long CANCEL = 0x8;
  private static final long NO_RESET = -1;

  /** Longer than the time that the end of an event stream has. */
  private static final Duration IDLE = Duration.ofSeconds(8);

  private static final Duration TIMEOUT = Duration.ofSeconds(50);
  private static final int BATCH = 20;
  private static final int BATCHES = 8;

  private static RunningServer server;
  private static SelfSignedCertificate signed;
  private static HttpClientAgent unreading;

  private HttpClient client;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    signed = SelfSignedCertificate.of(folder, "EC");
    server =
        RunningServer.with(
            ServerSetup.DEFAULT
                .tls(signed.write(folder))
                .limits(Limits.DEFAULT.http(HttpLimits.DEFAULT.times(TIMEOUT, IDLE))));
    unreading =
        server
            .vertx()
            .createHttpClient(
                new HttpClientOptions()
                    .setSsl(true)
                    .setTrustAll(true)
                    .setVerifyHost(false)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2));
  }

  /** A client of its own, whose connections have not been idle for too long. */
  @BeforeEach
  void createClient() throws Exception {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(signed.trusting())
            .build();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /** Publishes large values on a topic. */
  private void publish(String topic) throws Exception {
    String value = "x".repeat(60_000);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < BATCH; i++) {
      lines.append("{\"topic\":\"%s\",\"data\":\"%s\"}\n".formatted(topic, value));
    }
    HttpRequest batch =
        HttpRequest.newBuilder(URI.create(server.address() + "/v1/publish"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines.toString()))
            .build();
    assertThat(client.send(batch, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }

  /** Requests a response that is not read. Completes with the code with which it is reset. */
  private static CompletableFuture<Long> unread(String path) {
    CompletableFuture<Long> reset = new CompletableFuture<>();
    unreading
        .request(HttpMethod.GET, server.port(), "127.0.0.1", path)
        .compose(HttpClientRequest::send)
        .onSuccess(response -> awaitReset(response, reset))
        .onFailure(reset::completeExceptionally);
    return reset;
  }

  private static void awaitReset(HttpClientResponse response, CompletableFuture<Long> reset) {
    response.pause();
    response.exceptionHandler(
        failure ->
            reset.complete(
                failure instanceof StreamResetException sent ? sent.getCode() : NO_RESET));
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(server.address() + path)).timeout(TIMEOUT).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void anEventStreamThatTheServerEndsIsReset() throws Exception {
    String topic = server.everyFeed() + ".a";
    publish(topic);
    CompletableFuture<Long> reset = unread("/v1/stream?topics=" + topic);
    await()
        .atMost(TIMEOUT)
        .until(() -> get("/v1/topics?match=" + topic).contains("\"subscribers\":1"));

    for (int i = 0; i < BATCHES; i++) {
      publish(topic);
    }

    assertThat(get("/v1/topics?match=" + topic)).contains("\"subscribers\":0");
    assertThat(reset.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(CANCEL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics/FEED.t0/history",
        "/v1/updates?topics=FEED.t0&since=earliest&limit=99"
      })
  void aLargeAnswerIsReset(String path) throws Exception {
    String feed = server.latestFeed();
    for (int i = 0; i < BATCHES; i++) {
      publish(feed + ".t0");
    }
    String large = path.replace("FEED", feed);
    int bytes = get(large).length();
    assertThat(bytes).isGreaterThan(BATCH * 60_000);

    assertThat(unread(large).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(CANCEL);
  }
}
