package io.feedhorn.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.limits.Limits;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with HTTP/1.1 and HTTP/2, and the reload of the certificate. */
@Timeout(60)
class TlsOptionsIT {
  private static final int MANY = 2_000;

  private static SelfSignedCertificate signed;
  private static RunningServer server;
  private static HttpClient client;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    signed = SelfSignedCertificate.of(folder, "EC");
    server = RunningServer.with(ServerSetup.DEFAULT.tls(signed.write(folder)));
    client = HttpClient.newBuilder().sslContext(signed.trusting()).build();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static HttpRequest.Builder request(RunningServer to, String path) {
    return HttpRequest.newBuilder(URI.create(to.address() + path)).timeout(Duration.ofSeconds(40));
  }

  private static void publish(String topic, int from, int to) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append("{\"topic\":\"%s\",\"data\":%d}\n".formatted(topic, i));
    }
    HttpRequest batch =
        request(server, "/v1/publish")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines.toString()))
            .build();
    assertThat(client.send(batch, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aCursorOfManyFeedsIsAcceptedByBothVersionsOfHttp(Version version) throws Exception {
    String path =
        "/v1/updates?topics="
            + IntStream.range(0, 300).mapToObj(i -> "f" + i + ".%3E").collect(joining("%2C"));
    String cursor =
        new JsonObject(text(version, path))
            .getString("cursor")
            .replaceAll(":0(?=,|$)", ":1234567890");

    assertThat(text(version, path + "&since=" + HttpTestClient.query(cursor)))
        .contains("\"recovered\":");
    HttpRequest stream =
        request(server, path.replace("updates", "stream"))
            .version(version)
            .header("Last-Event-ID", cursor)
            .build();
    HttpResponse<InputStream> opened = client.send(stream, BodyHandlers.ofInputStream());
    assertThat(opened.statusCode()).isEqualTo(200);
    opened.body().close();
  }

  private static String text(Version version, String path) throws Exception {
    HttpResponse<String> answer =
        client.send(request(server, path).version(version).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theAddressIsHttpsAndBothVersionsOfHttpAreSupported(Version version) throws Exception {
    assertThat(server.address()).startsWith("https://127.0.0.1:");

    HttpResponse<String> answer =
        client.send(
            request(server, "/v1/time").version(version).header("Origin", server.address()).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(version);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void anotherOriginIsForbiddenByBothVersions(Version version) throws Exception {
    HttpRequest evil =
        request(server, "/v1/stream?topics=a.b")
            .version(version)
            .header("Origin", "https://evil.example")
            .build();

    assertThat(client.send(evil, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aStreamHasEveryUpdateInOrder(Version version) throws Exception {
    String topic = server.everyFeed() + ".a";
    try (BufferedReader stream = stream(topic, version)) {
      for (int from = 0; from < MANY; from += MANY / 4) {
        publish(topic, from, from + MANY / 4);
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(next(stream).getInteger("data")).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void anEmptyStreamHasItsCursorAndHeartbeatsInBothVersions(Version version) throws Exception {
    String feed = server.latestFeed();
    try (BufferedReader stream = stream(feed + ".a", version)) {
      assertThat(stream.readLine()).matches("retry: \\d+");
      assertThat(stream.readLine()).isEqualTo("event: cursor");
      assertThat(stream.readLine()).startsWith("id: " + feed + ":").endsWith(":0");
      assertThat(stream.readLine()).isEqualTo("data: {\"type\":\"cursor\"}");
      assertThat(stream.readLine()).isEmpty();
      assertThat(stream.readLine()).isEqualTo(":");
      publish(feed + ".a", 0, 1);
      String line = stream.readLine();
      while (line.equals(":")) {
        line = stream.readLine();
      }
      assertThat(line).startsWith("id: " + feed + ":");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aRefusedStreamReconnectsInBothVersions(Version version, @TempDir Path folder)
      throws Exception {
    ServerSetup full =
        ServerSetup.DEFAULT.tls(signed.write(folder)).limits(Limits.DEFAULT.memoryPercent(0));
    try (RunningServer overloaded = RunningServer.with(full)) {
      HttpRequest request =
          request(overloaded, "/v1/stream?topics=a.b")
              .version(version)
              .header("Accept", "text/event-stream")
              .build();

      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith("retry: ").contains("\nevent: unavailable\n");
    }
  }

  /** A connection that is closed too early is reset, and the client loses the response. */
  @Test
  void everyRefusedConnectionOfHttp2GetsItsResponse(@TempDir Path folder) throws Exception {
    ServerSetup full =
        ServerSetup.DEFAULT.tls(signed.write(folder)).limits(Limits.DEFAULT.memoryPercent(0));
    try (RunningServer overloaded = RunningServer.with(full)) {
      HttpRequest request =
          request(overloaded, "/v1/stream?topics=a.b").version(Version.HTTP_2).build();
      for (int i = 0; i < 100; i++) {
        HttpClient own = HttpClient.newBuilder().sslContext(signed.trusting()).build();

        assertThat(own.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
      }
    }
  }

  /** Its client has the response, but does not close the connection. */
  @Test
  void aRefusedConnectionOfHttp2IsClosed(@TempDir Path folder) throws Exception {
    ServerSetup full =
        ServerSetup.DEFAULT.tls(signed.write(folder)).limits(Limits.DEFAULT.memoryPercent(0));
    HttpClientOptions http2 =
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2);
    try (RunningServer overloaded = RunningServer.with(full)) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      HttpClientAgent agent =
          overloaded
              .vertx()
              .httpClientBuilder()
              .with(http2)
              .withConnectHandler(
                  connection -> connection.closeHandler(gone -> closed.complete(null)))
              .build();

      int status =
          agent
              .request(HttpMethod.GET, overloaded.port(), "127.0.0.1", "/v1/time")
              .compose(HttpClientRequest::send)
              .map(HttpClientResponse::statusCode)
              .toCompletionStage()
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);

      assertThat(status).isEqualTo(503);
      closed.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void manyStreamsShareOneHttp2Connection() throws Exception {
    String topic = server.latestFeed() + ".a";
    List<BufferedReader> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      streams.add(stream(topic, Version.HTTP_2));
    }
    publish(topic, 0, 1);

    for (BufferedReader stream : streams) {
      assertThat(next(stream).getInteger("data")).isZero();
      stream.close();
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .send(request(server, "/metrics").build(), BodyHandlers.ofString())
                            .body())
                    .contains("feedhorn_connections{transport=\"sse\"} 0"));
  }

  private static BufferedReader stream(String topic, Version version) throws Exception {
    HttpResponse<java.io.InputStream> answer =
        client.send(
            request(server, "/v1/stream?topics=" + topic).version(version).build(),
            BodyHandlers.ofInputStream());
    assertThat(answer.version()).isEqualTo(version);
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static JsonObject next(BufferedReader stream) throws IOException {
    String line = stream.readLine();
    while (line != null && !line.startsWith("data: {\"type\":\"update\"")) {
      line = stream.readLine();
    }
    return new JsonObject(String.valueOf(line).substring("data: ".length()));
  }

  @Test
  void aWebSocketHasEveryUpdateInOrder() throws Exception {
    String topic = server.everyFeed() + ".a";
    Inbox inbox = new Inbox();
    WebSocket socket = inbox.connect(client, server);
    socket
        .sendText("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + topic + "\"]}", true)
        .join();
    inbox.next("subscribed");

    publish(topic, 0, MANY);

    for (int i = 0; i < MANY; i++) {
      assertThat(inbox.next("update").getInteger("data")).isEqualTo(i);
    }
    socket.abort();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aNewCertificateAppliesToNewConnectionsOnly(@TempDir Path own) throws Exception {
    SelfSignedCertificate before = SelfSignedCertificate.of(own, "RSA");
    SelfSignedCertificate after = SelfSignedCertificate.of(own, "EC");
    TlsOptions files = before.write(own);
    try (RunningServer exchanged = RunningServer.with(ServerSetup.DEFAULT.tls(files))) {
      HttpClient old = HttpClient.newBuilder().sslContext(before.trusting()).build();
      Inbox inbox = new Inbox();
      WebSocket socket = inbox.connect(old, exchanged);
      inbox.next("welcome");

      after.writeCertificate(files);
      assertThat(presented(before, exchanged)).isEqualTo(before.certificate());
      after.writeKey(files);

      Awaitility.await()
          .atMost(Duration.ofSeconds(50))
          .ignoreExceptionsInstanceOf(SSLException.class)
          .untilAsserted(
              () -> assertThat(presented(after, exchanged)).isEqualTo(after.certificate()));
      assertThatThrownBy(() -> presented(before, exchanged)).isInstanceOf(SSLException.class);
      socket.sendText("{\"type\":\"ping\",\"id\":1}", true).join();
      inbox.next("pong");
      socket.abort();
    }
  }

  /** Returns the certificate of a new connection; fails if the client does not trust it. */
  private static Certificate presented(SelfSignedCertificate trusted, RunningServer by)
      throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusted.trusting().getSocketFactory().createSocket("127.0.0.1", by.port())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aKeyOfAnotherCertificatePreventsTheStart(@TempDir Path own) throws Exception {
    TlsOptions files = SelfSignedCertificate.of(own, "RSA").write(own);
    SelfSignedCertificate.of(own, "RSA").writeKey(files);

    assertThatThrownBy(() -> RunningServer.with(ServerSetup.DEFAULT.tls(files)))
        .rootCause()
        .hasMessage("http.tls: the key does not belong to the certificate");
  }

  @ParameterizedTest
  @CsvSource({"cert, BEGIN CERTIFICATE", "key, BEGIN PRIVATE KEY"})
  @Execution(ExecutionMode.CONCURRENT)
  void aFileThatIsNotPemPreventsTheStartWithTheReason(
      String name, String missing, @TempDir Path own) throws Exception {
    TlsOptions files = SelfSignedCertificate.of(own, "RSA").write(own);
    Files.writeString(name.equals("key") ? files.key() : files.cert(), "no PEM");

    assertThatThrownBy(() -> RunningServer.with(ServerSetup.DEFAULT.tls(files)))
        .rootCause()
        .hasMessageStartingWith("http.tls: the certificate or its key cannot be read: ")
        .hasMessageContaining(missing);
  }

  /** The messages that a WebSocket has received. */
  private static final class Inbox implements WebSocket.Listener {
    private final LinkedBlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    WebSocket connect(HttpClient by, RunningServer to) {
      return by.newWebSocketBuilder()
          .buildAsync(URI.create(to.address().replace("https", "wss") + "/v1/ws"), this)
          .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(new JsonObject(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    JsonObject next(String type) throws InterruptedException {
      while (true) {
        JsonObject message = messages.poll(50, TimeUnit.SECONDS);
        if (message == null) {
          throw new AssertionError("no " + type + " came");
        }
        if (type.equals(message.getString("type"))) {
          return message;
        }
      }
    }
  }
}
