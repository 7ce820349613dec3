package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.http.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReconnectingReaderIT {
  private static final int TOPICS = 300;

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"WEBSOCKET", "SSE"})
  void cutsDuringTheSnapshotsLoseNoTopic(Transport transport) throws InterruptedException {
    try (RunningServer server = RunningServer.start();
        FaultProxy proxy = FaultProxy.before(server.port(), 1);
        FeedhornClient client = FeedhornClient.to(proxy.address())) {
      List<String> feeds = List.of(server.everyFeed(), server.everyFeed());
      List<String> topics = publish(server, feeds);
      proxy.setFaults(Faults.NONE.cuttingAfterBytes(2_000, 9_000));
      List<String> notices = new ArrayList<>();
      List<String> received = new ArrayList<>();
      try (ReconnectingReader reader =
          new ReconnectingReader(
              request -> client.open(transport, request),
              ReadRequest.of(feeds.get(0) + ".*", feeds.get(1) + ".*"),
              new RetryPause(Duration.ofMillis(2), new Random(1), Thread::sleep),
              notices::add)) {
        while (received.size() < topics.size()) {
          received.add(reader.next().topic());
        }
      }
      assertThat(received).containsExactlyInAnyOrderElementsOf(topics);
      assertThat(notices).contains("Connected again.");
    }
  }

  /** Publishes a value on some topics of each feed, and returns the topics. */
  private static List<String> publish(RunningServer server, List<String> feeds) {
    List<String> topics = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (String feed : feeds) {
      for (int i = 0; i < TOPICS; i++) {
        topics.add(feed + ".t" + i);
        lines
            .append("{\"topic\":\"")
            .append(feed)
            .append(".t")
            .append(i)
            .append("\",\"data\":1}\n");
      }
    }
    try (FeedhornClient client = FeedhornClient.to(server.address())) {
      client
          .post("/v1/publish", lines.toString(), "Content-Type", "application/x-ndjson")
          .requireStatus(200);
    }
    return topics;
  }
}
