package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A planned stop on every transport. Most of the time each test waits for it. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class StopIT {
  /** Long enough for a busy machine to send requests while the server drains. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final RunningServer server = RunningServer.with(ServerSetup.DEFAULT.drain(DRAIN));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everyClientIsNotifiedAndThePortIsClosed() throws Exception {
    String topic = server.everyFeed() + ".a";
    server.publish(topic, "1");
    RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws");
    socket.text();
    RawWebSocketClient bus = RawWebSocketClient.open(server.port(), "/eventbus/websocket");
    RawWebSocketClient sockJs =
        RawWebSocketClient.open(server.port(), "/eventbus/000/leaving/websocket");
    assertThat(sockJs.text()).isEqualTo("o");
    RawSseClient stream = new RawSseClient(server);
    stream.subscribe(ReadRequest.of(topic));
    stream.next();
    String cursor = stream.cursor();
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(
            () -> server.http().get("/v1/updates?topics=" + topic + "&wait=50&since=" + cursor));
    await().until(() -> server.http().get("/metrics").body().contains("\"long-polling\"} 1"));

    server.stop();

    assertThat(socket.text()).matches("\\{\"type\":\"leaving\",\"in\":\\d+}");
    assertThat(socket.closeCode()).isEqualTo(1001);
    assertThat(bus.closeCode()).isEqualTo(1001);
    assertThat(sockJs.text()).isEqualTo("c[1001,\"the server is leaving\"]");
    assertThat(sockJs.closeCode()).isEqualTo(1001);
    List<Event> rest = stream.eventsUntilEnd();
    assertThat(rest).noneMatch(event -> event.type().equals("update"));
    HttpResponse<String> answer = poll.get(50, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getString("cursor")).isEqualTo(cursor);
    await().until(() -> !accepts(server.port()));
  }

  /** Load balancers need the time to see the readiness, also if nobody is connected. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theDrainTimeDoesNotDependOnConnections(boolean anyWebSocket) {
    String topic = server.everyFeed() + ".a";
    if (anyWebSocket) {
      RawWebSocketClient.open(server.port(), "/v1/ws").text();
    }
    RawSseClient stream = new RawSseClient(server);
    stream.subscribe(ReadRequest.of(topic));
    stream.cursor();
    long start = System.nanoTime();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(server::stop);

    await().until(() -> server.http().get("/health/ready").statusCode() == 503);
    assertThat(server.http().get(RawSseClient.path(ReadRequest.of(topic))).statusCode())
        .isEqualTo(503);
    stream.eventsUntilEnd();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DRAIN);
    stop.join();
  }

  private static boolean accepts(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException refused) {
      return false;
    }
  }
}
