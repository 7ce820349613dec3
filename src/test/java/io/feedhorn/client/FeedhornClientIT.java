package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.FreePorts;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public methods of the client; the transport contracts test its readers. */
@Timeout(60)
class FeedhornClientIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void readsWhatItPublishes(Transport transport) {
    String topic = server.everyFeed() + ".a";
    try (FeedhornClient client = FeedhornClient.to(server.address())) {
      PublishReceipt first = client.publish(topic, "{\"price\":1.50}");
      try (UpdateReader reader = client.open(transport, ReadRequest.of(topic))) {
        ReceivedUpdate update = reader.next();
        assertThat(update.text()).isEqualTo(first.update("{\"price\":1.50}"));
        assertThat(update.data()).isEqualTo("{\"price\":1.50}");
        assertThat(reader.recovered()).isNull();
        assertThat(reader.cursor()).isEqualTo(first.cursor());
        assertThat(reader.poll(Duration.ofMillis(50))).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRefusalHasTheCodeOfTheContract(Transport transport) {
    try (FeedhornClient client = FeedhornClient.to(server.address())) {
      assertThatThrownBy(() -> client.open(transport, ReadRequest.of("nosegments")).close())
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> assertThat(refused.code()).isEqualTo("bad_topic"));
    }
  }

  @Test
  void aPublishThatIsRefusedHasTheCodeOfTheContract() {
    try (FeedhornClient client = FeedhornClient.to(server.address())) {
      assertThatThrownBy(() -> client.publish(server.everyFeed() + ".a", "not json"))
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> assertThat(refused.code()).isEqualTo("bad_json"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"WEBSOCKET", "SSE", "EVENT_BUS", "SOCKJS"})
  void aConnectionWithoutDataForLongerThanTheTimeoutIsLost(Transport transport) {
    String topic = server.everyFeed() + ".a";
    try (FaultProxy proxy = FaultProxy.before(server.port());
        FeedhornClient client =
            FeedhornClient.to(
                ClientOptions.of(URI.create(proxy.address()))
                    .readIdleTimeout(Duration.ofSeconds(2)));
        UpdateReader reader = openInTime(client, transport, topic)) {
      proxy.setFaults(Faults.NONE.blockingAll());

      assertThatThrownBy(reader::next).isInstanceOf(ConnectionLostException.class);
    }
  }

  /** Opens a reader. On a busy machine it may be lost before it is open. */
  private static UpdateReader openInTime(FeedhornClient client, Transport transport, String topic) {
    return await()
        .until(() -> client.open(transport, ReadRequest.of(topic)), reader -> reader != null);
  }

  @Test
  void aRequestThatCannotBeSentFailsAtOnce() {
    try (FeedhornClient client = FeedhornClient.to(server.address())) {
      assertThatThrownBy(() -> client.get("/v1/time", "X-Test", "a\r"))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageNotContaining("no answer within");
    }
  }

  @Test
  void aTokenThatNoHeaderCanHaveIsRefusedAndNotShown() {
    ClientOptions options = ClientOptions.of(URI.create(server.address()));

    assertThatThrownBy(() -> options.token("hunter2\r"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }

  /** A name with an underscore is no host of a URL. Without one, Vert.x would use this machine. */
  @ParameterizedTest
  @ValueSource(strings = {"http://feed_horn:8080", "localhost:8080", "ws://127.0.0.1:8080", "/"})
  void anAddressThatIsNoServerIsRefused(String url) {
    assertThatThrownBy(() -> FeedhornClient.to(url).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the URL must be http://HOST:PORT or https://HOST:PORT, not '" + url + "'");
  }

  @Test
  void theSchemeOfAnAddressMayBeInCapitals() {
    assertThat(ClientOptions.of(URI.create("HTTPS://feedhorn.example")).port()).isEqualTo(443);
    try (FeedhornClient client = FeedhornClient.to(server.address().replace("http:", "HTTP:"))) {
      assertThat(client.get("/v1/time").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aMissingServerIsReportedAsALostConnection(Transport transport) {
    int closed = FreePorts.next();
    try (FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + closed)) {
      assertThatThrownBy(() -> client.open(transport, ReadRequest.of("a.b")).close())
          .isInstanceOf(ConnectionLostException.class);
    }
  }
}
