package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the life of a server in the Vert.x instance of another program. */
@Timeout(60)
class FeedhornServerTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeVertx() {
    vertx.close().await();
  }

  private static SettingsBuilder settings() {
    return Settings.builder().port(0).set("http.drain", "0ms");
  }

  private int status(FeedhornServer server, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void servesWhatThePublisherPublishes() throws Exception {
    FeedhornServer server = FeedhornServer.start(vertx, settings().build()).await();

    JsonObject receipt = server.publisher().publish("orders.1", new JsonObject()).await();

    assertThat(receipt.getLong("offset")).isEqualTo(1);
    assertThat(status(server, "/v1/topics/orders.1")).isEqualTo(200);
    server.stop().await();
  }

  @Test
  void hasNoDemoByDefault() throws Exception {
    FeedhornServer server = FeedhornServer.start(vertx, settings().build()).await();
    // The writer, the keys, the alerts, and the HTTP instances, which are one deployment.
    assertThat(vertx.deploymentIDs()).hasSize(4);
    server.stop().await();

    FeedhornServer demo = FeedhornServer.start(vertx, settings().demo(true).build()).await();
    assertThat(vertx.deploymentIDs()).hasSizeGreaterThan(4);
    demo.stop().await();
  }

  @Test
  void stopUndeploysEverythingAndAnotherServerCanStart() throws Exception {
    Settings onPort = settings().port(FreePorts.next()).build();
    FeedhornServer first = FeedhornServer.start(vertx, onPort).await();
    first.publisher().publish("orders.1", 1).await();
    first.stop().await();
    assertThat(vertx.deploymentIDs()).isEmpty();
    assertThat(catchThrowable(() -> status(first, "/v1/time"))).isInstanceOf(IOException.class);

    FeedhornServer second = FeedhornServer.start(vertx, settings().build()).await();
    JsonObject receipt = second.publisher().publish("orders.1", 1).await();
    assertThat(receipt.getLong("offset")).isEqualTo(1);
    await().until(() -> status(second, "/health/ready") == 200);
    second.stop().await();
  }

  @Test
  void aSecondServerInTheSameInstanceIsRefusedUntilTheFirstOneHasStopped() {
    FeedhornServer first = FeedhornServer.start(vertx, settings().build()).await();

    assertThat(catchThrowable(() -> FeedhornServer.start(vertx, settings().build()).await()))
        .hasMessageContaining("Vert.x instance");
    for (int i = 1; i <= 4; i++) {
      JsonObject receipt = first.publisher().publish("orders.1", i).await();
      assertThat(receipt.getLong("offset")).isEqualTo(i);
    }
    first.stop().await();
    FeedhornServer.start(vertx, settings().build()).await().stop().await();
  }

  @Test
  void aValueThatIsNotJsonFailsTheFutureOfThePublisher() {
    FeedhornServer server = FeedhornServer.start(vertx, settings().build()).await();

    Future<JsonObject> refused =
        server.publisher().publish("orders.1", new JsonObject().put("o", new Object()));
    assertThat(catchThrowable(refused::await))
        .isInstanceOfSatisfying(
            ReplyException.class, reply -> assertThat(reply.failureCode()).isEqualTo(400))
        .hasMessageStartingWith("bad_json: 'data' is not a JSON value");
    server.stop().await();
  }

  @Test
  void aPortInUseFailsTheStartAndLeavesNothingBehind() throws Exception {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Settings settings = settings().port(used.getLocalPort()).build();

      Throwable failure = catchThrowable(() -> FeedhornServer.start(vertx, settings).await());

      assertThat(ErrorMessages.of(failure)).isEqualTo("Address already in use");
      assertThat(vertx.deploymentIDs()).isEmpty();
    }
  }

  @Test
  void aDeployedVerticleIsUndeployedWhileTheServerStillServes() throws Exception {
    FeedhornServer server = FeedhornServer.start(vertx, settings().build()).await();
    PublishingVerticle verticle = new PublishingVerticle(server);
    server.deploy(verticle).await();

    server.stop().await();

    assertThat(verticle.receipt).isNotNull();
  }

  @Test
  void settingsOfAClusterNeedAClusterNode() {
    Settings settings = settings().set("cluster.enabled", true).build();

    assertThat(catchThrowable(() -> FeedhornServer.start(vertx, settings).await()))
        .hasMessageContaining("cluster.enabled")
        .hasMessageContaining("ClusterNode");
    assertThat(vertx.deploymentIDs()).isEqualTo(Set.of());
  }

  /** Publishes when it is undeployed. */
  private static final class PublishingVerticle extends VerticleBase {
    private final FeedhornServer server;
    private volatile @Nullable JsonObject receipt;

    PublishingVerticle(FeedhornServer server) {
      this.server = server;
    }

    @Override
    public Future<?> stop() {
      return server
          .publisher()
          .publish("orders.1", "closed")
          .onSuccess(accepted -> receipt = accepted);
    }
  }
}
