package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.RawWebSocketClient;
import java.io.InputStream;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics of clients at {@code /metrics}, and the formats of the response. */
@Timeout(120)
class MetricsIT {
  private final RunningServer server = RunningServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private String metrics() {
    return server.http().get("/metrics").body();
  }

  @Test
  void countsRefusedPublishesByFeedAndThoseOfFeedsThatDoNotExistTogether() {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    for (String topic : new String[] {feed + ".a", feed + ".b", "no1.a", "no2.a"}) {
      assertThat(server.http().post("/v1/topics/" + topic, "{").statusCode()).isEqualTo(400);
    }
    assertThat(server.http().exchange("DELETE", "/v1/topics/no3.a", null).statusCode())
        .isEqualTo(404);
    String line = "{\"topic\":\"sys.a\",\"data\":1}\n{\"topic\":\"no4.a\"}\n";
    server.http().post("/v1/publish", line, "Content-Type", "application/x-ndjson");

    assertThat(metrics())
        .contains(
            "feedhorn_publish_refused_total{code=\"bad_json\",feed=\"" + feed + "\"} 2.0\n",
            "feedhorn_publish_refused_total{code=\"bad_json\",feed=\"(unknown)\"} 2.0\n",
            "feedhorn_publish_refused_total{code=\"not_found\",feed=\"(unknown)\"} 1.0\n",
            "feedhorn_publish_refused_total{code=\"forbidden\",feed=\"(unknown)\"} 1.0\n",
            "feedhorn_publish_refused_total{code=\"bad_request\",feed=\"(unknown)\"} 1.0\n")
        .doesNotContain("\"no1\"", "\"no3\"", "\"no4\"");
  }

  @Test
  void countsRefusedPublishesOfWebSocketsAndOfTheBridge() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws");
        RawWebSocketClient bridge = RawWebSocketClient.open(server.port(), "/eventbus/websocket")) {
      socket.send("{\"type\":\"publish\",\"id\":\"1\",\"topic\":\"sys.a\",\"data\":1}");
      socket.send("{\"type\":\"delete\",\"id\":\"2\",\"topic\":\"no1.a\"}");
      bridge.send("{\"type\":\"publish\",\"address\":\"sys.a\",\"body\":1}");
      bridge.send(
          "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"body\":"
              + "{\"topic\":\"sys.a\",\"data\":1}}");
      await()
          .untilAsserted(
              () ->
                  assertThat(metrics())
                      .containsPattern(
                          "feedhorn_publish_refused_total\\{code=\"forbidden\",feed=\"\\S+\"} 3")
                      .contains(
                          "feedhorn_publish_refused_total{code=\"not_found\","
                              + "feed=\"(unknown)\"} 1"));
    }
  }

  @Test
  void countsPublishesBeyondTheRateOfAnAddress() {
    Limits limits = Limits.DEFAULT.client(ClientLimits.NONE.publishesPerSecond(1));
    try (RunningServer limited = RunningServer.with(ServerSetup.DEFAULT.limits(limits));
        RawWebSocketClient bridge =
            RawWebSocketClient.open(limited.port(), "/eventbus/websocket")) {
      String feed = limited.everyFeed();
      String line = "{\"topic\":\"%s.a\",\"data\":1}".formatted(feed);
      String ofBatch =
          "feedhorn_publish_refused_total{code=\"rate_limited\",feed=\"%s\"} 2.0\n".formatted(feed);

      limited
          .http()
          .post("/v1/publish", (line + "\n").repeat(3), "Content-Type", "application/x-ndjson");

      assertThat(limited.http().get("/metrics").body()).contains(ofBatch);
      String send = "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"body\":%s}";
      await()
          .until(
              () -> {
                bridge.send(send.formatted(line));
                return !limited.http().get("/metrics").body().contains(ofBatch);
              });
    }
  }

  @Test
  void countsThePatternsOfAConnectionUntilItIsGone() throws Exception {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    String series = "feedhorn_subscriptions{feed=\"" + feed + "\"} ";
    try (InputStream stream =
        server.http().open("GET", "/v1/stream?topics=" + feed + ".*,none.a", null).body()) {
      assertThat(stream.read()).isPositive();
      assertThat(metrics())
          .contains(series + "1.0\n", "feedhorn_subscriptions{feed=\"(unknown)\"} 1.0\n")
          .doesNotContain("\"none\"");
    }
    await().until(() -> metrics().contains(series + "0.0\n"));
  }

  @Test
  void measuresALiveUpdate() throws Exception {
    String feed = server.latestFeed();
    try (InputStream stream =
        server.http().open("GET", "/v1/stream?topics=" + feed + ".*", null).body()) {
      assertThat(stream.read()).isPositive();
      server.publish(feed + ".a", "1");
      await()
          .until(
              () ->
                  metrics()
                      .contains("feedhorn_publish_to_write_seconds_count{transport=\"sse\"} 1\n"));
    }
  }

  @Test
  void answersInTheFormatThatPrometheusAsksFor() {
    HttpResponse<String> openMetrics =
        server.http().get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(openMetrics.headers().firstValue("Content-Type"))
        .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(openMetrics.body()).contains("# TYPE feedhorn_feeds gauge").endsWith("# EOF\n");

    HttpResponse<String> binary =
        server
            .http()
            .get(
                "/metrics",
                "Accept",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                    + "encoding=delimited,text/plain;q=0.5");
    assertThat(binary.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/vnd.google.protobuf;");
    assertThat(binary.body())
        .contains("feedhorn_publish_to_write_seconds")
        .doesNotContain("# TYPE");
  }
}
