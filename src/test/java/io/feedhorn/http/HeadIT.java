package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** HEAD: the headers of GET and no body, over HTTP/1.1 and HTTP/2. */
@Timeout(60)
class HeadIT {
  private static RunningServer server;
  private static HttpClient client;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    SelfSignedCertificate signed = SelfSignedCertificate.of(folder, "EC");
    server = RunningServer.with(ServerSetup.DEFAULT.tls(signed.write(folder)));
    client = HttpClient.newBuilder().sslContext(signed.trusting()).build();
    assertThat(
            send("POST", "/v1/topics/head.a", BodyPublishers.ofString("1"), Version.HTTP_1_1)
                .statusCode())
        .isEqualTo(201);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static HttpResponse<String> send(
      String method, String path, HttpRequest.BodyPublisher body, Version version)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .timeout(Duration.ofSeconds(40))
            .header("Content-Type", "application/json")
            .method(method, body)
            .version(version)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/topics/head.a, 200",
    "/v1/topics/head.a/history, 200",
    "/v1/topics, 200",
    "/v1/topics/head.nothing, 404",
    "/v1/updates?topics=head.a, 405",
    "/health/ready, 200",
    "/metrics, 200",
    "/client/feedhorn.js, 200",
    "/nothing, 404"
  })
  void aResponseToHeadHasNoBody(String path, int status) throws Exception {
    for (Version version : Version.values()) {
      HttpResponse<String> head = send("HEAD", path, BodyPublishers.noBody(), version);

      assertThat(head.version()).isEqualTo(version);
      assertThat(head.statusCode()).isEqualTo(status);
      assertThat(head.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aSnapshotHasTheHeadersOfGet(Version version) throws Exception {
    HttpResponse<String> get = send("GET", "/v1/topics/head.a", BodyPublishers.noBody(), version);
    HttpResponse<String> head = send("HEAD", "/v1/topics/head.a", BodyPublishers.noBody(), version);

    for (String name : new String[] {"ETag", "Cache-Control", "Content-Type"}) {
      assertThat(head.headers().allValues(name))
          .hasSize(1)
          .isEqualTo(get.headers().allValues(name));
    }
  }
}
