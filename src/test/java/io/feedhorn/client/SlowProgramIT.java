package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program that takes updates more slowly than they come: its connection is not read meanwhile.
 */
@Timeout(60)
class SlowProgramIT {
  private static final String SIXTY_KILOBYTES = "x".repeat(60_000);

  /** Beyond what the buffers of the operating system hold. */
  private static final int UPDATES = 400;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT
                .limits(new Limits(64 * 1024, 1_000, 256 * 1024))
                // A client that does not read answers no ping, which must not end it first.
                .heartbeat(Duration.ofMinutes(1)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static void publish(String topic) {
    for (int i = 0; i < UPDATES; i++) {
      server.publish(topic, '"' + SIXTY_KILOBYTES + '"');
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBSOCKET", "SSE", "EVENT_BUS"})
  void getsTheNewestValueAfterFewOldOnes(Transport transport) {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "0");
    try (FeedhornClient client = FeedhornClient.to(server.address());
        UpdateReader reader = client.open(transport, ReadRequest.of(topic))) {
      publish(topic);

      List<Long> offsets = new ArrayList<>();
      while (offsets.isEmpty() || offsets.get(offsets.size() - 1) <= UPDATES) {
        offsets.add(reader.next().offset());
      }
      assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSizeLessThan(UPDATES);
      server.publish(topic, "1");
      assertThat(reader.next().data()).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBSOCKET", "SSE"})
  void missesNothingOfAFeedThatIsNotConflated(Transport transport) {
    String topic = server.everyFeed() + ".a";
    ReadRequest request = ReadRequest.of(topic).since(server.publish(topic, "0").cursor());
    List<Long> offsets = new ArrayList<>();
    boolean lost = false;
    try (FeedhornClient client = FeedhornClient.to(server.address())) {
      try (UpdateReader reader = client.open(transport, request)) {
        publish(topic);
        while (offsets.size() < UPDATES) {
          offsets.add(reader.next().offset());
          request = request.since(reader.cursor());
        }
      } catch (ConnectionLostException closedAsTooSlow) {
        lost = true;
      }
      assertThat(lost).as("closed as too slow").isTrue();
      try (UpdateReader reader = client.open(transport, request)) {
        while (offsets.size() < UPDATES) {
          offsets.add(reader.next().offset());
        }
        assertThat(reader.recovered()).isTrue();
      }
    }
    assertThat(offsets).isEqualTo(LongStream.range(2, 2 + UPDATES).boxed().toList());
  }

  @Test
  void getsTheNewestValueAlsoWithTheSmallestBound() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "0");
    ClientOptions few = ClientOptions.of(URI.create(server.address())).maxUnread(1);
    try (FeedhornClient client = FeedhornClient.to(few);
        UpdateReader reader = client.open(Transport.WEBSOCKET, ReadRequest.of(topic))) {
      LongStream.range(0, 1_000).forEach(i -> server.publish(topic, "" + i));

      String data = "";
      while (!data.equals("999")) {
        data = reader.next().data();
      }
    }
  }
}
