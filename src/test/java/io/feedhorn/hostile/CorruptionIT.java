package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.hostile.FlakyPublisher.PublishedPosition;
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
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A network that changes bytes without an error of TCP's checksum: to the server, then to the
 * clients, then not any more. One of {@code -Dcorrupt.every} bytes is changed.
 */
@Timeout(120)
class CorruptionIT {
  private static final int EVERY = Integer.getInteger("corrupt.every", 1_500);
  private static final int NUMBERS = Integer.getInteger("corrupt.numbers", 120);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final String STREAM = "GET /v1/stream?topics=chat.* HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int CLIENTS = 6;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A request whose bytes were changed may never be answered. */
  private static final Duration UNANSWERED = Duration.ofMillis(300);

  @Test
  void noAcceptedUpdateIsLostAndOtherClientsAreNotAffected() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(
                Map.of("FEEDHORN_FEEDS_CHAT_HISTORY_SIZE", "5000"),
                "-Dio.netty.leakDetection.level=paranoid");
        FaultProxy way = FaultProxy.before(server.port(), SEED);
        SocketClient reader = SocketClient.subscribed(server.port(), "chat.>", null);
        RawTcpConnection stream = new RawTcpConnection(way.port())) {
      stream.send(STREAM.getBytes(StandardCharsets.US_ASCII));
      way.setFaults(Faults.NONE.corrupting(EVERY, 0));
      List<PublishedPosition> accepted =
          publish(way.port(), "chat.up", true, UNANSWERED, (topic, number) -> {});
      long changed = way.corruptedBytes();
      way.setFaults(Faults.NONE.corrupting(0, EVERY));
      // The next number is sent on another connection, which the server may read first.
      publish(
          way.port(),
          "chat.down",
          false,
          UNANSWERED,
          (topic, number) ->
              await().atMost(TIMEOUT).until(() -> numbers(reader, topic).contains(number)));
      assertThat(way.corruptedBytes()).as("so many bytes were changed").isGreaterThan(changed);
      way.setFaults(Faults.NONE);
      List<PublishedPosition> after =
          publish(way.port(), "chat.after", true, TIMEOUT, (topic, number) -> {});

      assertThat(changed).isPositive();
      assertThat(after).as("seed %d: all is well again", SEED).hasSize(CLIENTS * NUMBERS);
      long newest = after.stream().mapToLong(PublishedPosition::offset).max().orElseThrow();
      Map<Long, JsonObject> received = received(reader, newest);
      assertThat(received.keySet()).containsExactlyInAnyOrderElementsOf(upTo(newest));
      accepted.addAll(after);
      accepted.forEach(place -> assertExists(place, received, server));
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(numbers(reader, "chat.down" + i)).isSorted().doesNotHaveDuplicates();
      }
      assertThat(server.log()).doesNotContain("ERROR", "LEAK");
    }
  }

  private static List<PublishedPosition> publish(
      int port,
      String topic,
      boolean intact,
      Duration timeout,
      BiConsumer<String, Integer> unanswered)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<List<PublishedPosition>>> all =
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  i ->
                      new FlakyPublisher(
                          port,
                          topic + i,
                          i % 3 > 0,
                          timeout,
                          number -> unanswered.accept(topic + i, number)))
              .map(each -> threads.submit(() -> each.publish(NUMBERS, intact)))
              .toList();
      List<PublishedPosition> places = new ArrayList<>();
      for (Future<List<PublishedPosition>> each : all) {
        places.addAll(each.get());
      }
      return places;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns the updates of a reader with an intact connection, by offset. */
  private static Map<Long, JsonObject> received(SocketClient reader, long newest) {
    await()
        .atMost(TIMEOUT)
        .until(() -> updates(reader).stream().anyMatch(each -> each.getLong("offset") == newest));
    Map<Long, JsonObject> received = new HashMap<>();
    List<JsonObject> updates = updates(reader);
    updates.forEach(each -> received.put(each.getLong("offset"), each));
    assertThat(updates)
        .extracting(each -> each.getLong("offset"))
        .isSorted()
        .hasSize(received.size());
    return received;
  }

  private static List<JsonObject> updates(SocketClient reader) {
    return reader.messages().stream()
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

  /** Asserts that an accepted value exists; a changed byte may have changed its topic or feed. */
  private static void assertExists(
      PublishedPosition place, Map<Long, JsonObject> received, ServerProcess server) {
    if (place.topic().startsWith("chat.")) {
      JsonObject update = Objects.requireNonNull(received.get(place.offset()));
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
