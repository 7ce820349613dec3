package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.hostile.FlakyPublisher.Place;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A way to the server that changes bytes, which TCP's checksum did not notice: to the server, to
 * the clients, and then no more. {@code -Dcorrupt.every} says of how many bytes one is changed.
 */
@Timeout(120)
class CorruptionIT {
  private static final int EVERY = Integer.getInteger("corrupt.every", 1_500);
  private static final int NUMBERS = Integer.getInteger("corrupt.numbers", 120);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final String STREAM = "GET /v1/stream?topics=chat.* HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int CLIENTS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void nothingAcceptedIsLostNobodyElseIsHarmedAndItGoesOnByItself() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(
                Map.of("FEEDHORN_FEEDS_CHAT_HISTORY_SIZE", "5000"),
                "-Dio.netty.leakDetection.level=paranoid");
        FaultProxy way = FaultProxy.before(server.port(), SEED);
        SocketClient reader = SocketClient.subscribed(server.port(), "chat.>", null);
        RawTcpConnection stream = new RawTcpConnection(way.port())) {
      stream.send(STREAM.getBytes(StandardCharsets.US_ASCII));
      way.setFaults(Faults.NONE.corrupting(EVERY, 0));
      List<Place> accepted = publish(way.port(), "chat.up", true);
      long changed = way.corruptedBytes();
      way.setFaults(Faults.NONE.corrupting(0, EVERY));
      publish(way.port(), "chat.down", false);
      assertThat(way.corruptedBytes()).as("so many bytes were changed").isGreaterThan(changed);
      way.setFaults(Faults.NONE);
      List<Place> after = publish(way.port(), "chat.after", true);

      assertThat(changed).isPositive();
      assertThat(after).as("seed %d: all is well again", SEED).hasSize(CLIENTS * NUMBERS);
      long newest = after.stream().mapToLong(Place::offset).max().orElseThrow();
      Map<Long, JsonObject> heard = heard(reader, newest);
      assertThat(heard.keySet()).containsExactlyInAnyOrderElementsOf(upTo(newest));
      accepted.addAll(after);
      accepted.forEach(place -> isThere(place, heard, server));
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(numbers(reader, "chat.down" + i)).isSorted().doesNotHaveDuplicates();
      }
      assertThat(server.log()).doesNotContain("ERROR", "LEAK");
    }
  }

  private static List<Place> publish(int port, String topic, boolean told) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<List<Place>>> all =
          IntStream.range(0, CLIENTS)
              .mapToObj(i -> new FlakyPublisher(port, topic + i, i % 3 > 0))
              .map(each -> threads.submit(() -> each.publish(NUMBERS, told)))
              .toList();
      List<Place> places = new ArrayList<>();
      for (Future<List<Place>> each : all) {
        places.addAll(each.get());
      }
      return places;
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a reader was told over a way that is well, in its order, by offset. */
  private static Map<Long, JsonObject> heard(SocketClient reader, long newest) {
    await()
        .atMost(PATIENCE)
        .until(() -> updates(reader).stream().anyMatch(each -> each.getLong("offset") == newest));
    Map<Long, JsonObject> heard = new HashMap<>();
    List<JsonObject> updates = updates(reader);
    updates.forEach(each -> heard.put(each.getLong("offset"), each));
    assertThat(updates).extracting(each -> each.getLong("offset")).isSorted().hasSize(heard.size());
    return heard;
  }

  private static List<JsonObject> updates(SocketClient reader) {
    return reader.told().stream()
        .filter(message -> message.startsWith("{\"type\":\"update\""))
        .map(JsonObject::new)
        .toList();
  }

  private static List<Integer> numbers(SocketClient reader, String topic) {
    return updates(reader).stream()
        .filter(each -> each.getString("topic").equals(topic))
        .map(each -> each.getInteger("data"))
        .toList();
  }

  /** A changed byte may have made another topic, or another feed, of a topic. */
  private static void isThere(Place place, Map<Long, JsonObject> heard, ServerProcess server) {
    if (place.topic().startsWith("chat.")) {
      JsonObject update = Objects.requireNonNull(heard.get(place.offset()));
      assertThat(update.getString("topic")).isEqualTo(place.topic());
      assertThat(update.getLong("seq")).isEqualTo(place.seq());
    } else {
      assertThat(server.get("/v1/topics/" + place.topic() + "/history"))
          .contains("\"offset\":%d,\"seq\":%d,".formatted(place.offset(), place.seq()));
    }
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
