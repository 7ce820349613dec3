package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.trace.otel.OtlpReceiver;
import io.feedhorn.trace.otel.ReceivedSpan;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces of a cluster of two nodes, which are two services. */
@Timeout(180)
class ClusterTracingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String DELAY = "otel.bsp.schedule.delay";
  private static OtlpReceiver collector;
  private static NodesInProcess nodes;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty(DELAY, "20");
    collector = new OtlpReceiver();
    nodes = new NodesInProcess(2);
    for (int node = 0; node < 2; node++) {
      nodes.start(
          node,
          nodes
              .settings(node)
              .set("tracing.enabled", true)
              .set("tracing.endpoint", collector.endpoint())
              .set("tracing.service", "node" + node)
              .set("feeds.default.trace", true));
    }
    nodes.awaitReady(0, 2);
    nodes.awaitReady(1, 2);
  }

  @AfterAll
  static void stop() {
    System.clearProperty(DELAY);
    nodes.close();
    collector.close();
  }

  @Test
  void aTraceOfOneNodeGoesOnAtTheOwnerAndAtEachNodeWithReaders() throws Exception {
    for (int node = 0; node < 2; node++) {
      followsAPublishOf(node);
    }
  }

  private static void followsAPublishOf(int node) throws Exception {
    String feed = "f" + node;
    String trace = "4bf92f3577b34da6a3ce929d0e0e473" + node;
    nodes.post(node, "/v1/topics/" + feed + ".first", "0");
    try (FeedhornClient one = FeedhornClient.to(nodes.address(0));
        FeedhornClient other = FeedhornClient.to(nodes.address(1))) {
      List<UpdateReader> readers =
          Stream.of(one, other)
              .map(client -> client.open(Transport.WEBSOCKET, ReadRequest.of(feed + ".>")))
              .toList();
      for (UpdateReader reader : readers) {
        assertThat(reader.poll(PATIENCE)).isNotNull();
      }
      (node == 0 ? one : other)
          .post(
              "/v1/topics/" + feed + ".a",
              "1",
              "Content-Type",
              "application/json",
              "traceparent",
              "00-" + trace + "-00f067aa0ba902b7-01")
          .requireStatus(201);
      readers.forEach(reader -> reader.poll(PATIENCE));

      ReceivedSpan publish = collector.awaitOne(trace, "publish " + feed);
      ReceivedSpan commit = collector.awaitOne(trace, "commit " + feed);
      List<ReceivedSpan> writes = collector.await(trace, "write " + feed, 2);
      assertThat(publish.service()).isEqualTo("node" + node);
      assertThat(commit.parentId()).isEqualTo(publish.spanId());
      assertThat(commit.number("feedhorn.updates")).isEqualTo(1);
      assertThat(writes).extracting(ReceivedSpan::parentId).containsOnly(publish.spanId());
      assertThat(writes)
          .extracting(ReceivedSpan::service)
          .containsExactlyInAnyOrder("node0", "node1");
      assertThat(writes).allMatch(write -> write.number("feedhorn.connections") == 1);
      for (FeedhornClient client : List.of(one, other)) {
        JsonObject update = new JsonObject(client.get("/v1/topics/" + feed + ".a").body());
        assertThat(update.getString("traceparent"))
            .isEqualTo("00-" + trace + "-" + publish.spanId() + "-01");
      }
    }
  }
}
