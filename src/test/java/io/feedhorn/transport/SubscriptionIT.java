package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ReceiptAssert;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connection of {@code feedhorn.v1} that subscribes to the same topics again, and unsubscribes.
 */
class SubscriptionIT extends WebSocketConversation {
  private static final int UPDATES = 60;

  private static String subscribe(String pattern, @Nullable String since, boolean snapshot) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray().add(pattern))
            .put("snapshot", snapshot);
    return (since == null ? message : message.put("since", since)).encode();
  }

  private static String unsubscribe(String pattern) {
    return "{\"type\":\"unsubscribe\",\"id\":2,\"topics\":[\"%s\"]}".formatted(pattern);
  }

  /** Returns the types, or the values of updates, up to the answer of a ping that is sent now. */
  private List<String> receivedUntilPong() {
    socket.send("{\"type\":\"ping\",\"id\":\"end\"}");
    List<String> receivedUntilPong = new ArrayList<>();
    while (true) {
      JsonObject message = new JsonObject(socket.text());
      switch (message.getString("type")) {
        case "pong" -> {
          return receivedUntilPong;
        }
        case "update" -> receivedUntilPong.add("u" + message.getInteger("data"));
        default ->
            receivedUntilPong.add(
                message.getString("type")
                    + (message.containsKey("recovered")
                        ? " " + message.getBoolean("recovered")
                        : ""));
      }
    }
  }

  /** Publishes updates 1 to 60, and returns the cursor of the feed without its offset. */
  private static String publish(String topic) {
    ReceiptAssert last = server.publish(topic, "1");
    for (int value = 2; value <= UPDATES; value++) {
      last = server.publish(topic, Integer.toString(value));
    }
    return last.cursor().substring(0, last.cursor().lastIndexOf(':') + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noUpdateArrivesAfterUnsubscribed(boolean every) {
    String feed = every ? server.everyFeed() : server.latestFeed();
    String log = publish(feed + ".a");

    socket.sendTogether(subscribe(feed + ".*", log + 57, true), unsubscribe(feed + ".*"));

    assertThat(receivedUntilPong()).containsExactly("subscribed true", "unsubscribed");
    assertThat(receivedUntilPong()).isEmpty();
  }

  @Test
  void aSecondSubscriptionStartsAtItsOwnPosition() {
    String feed = server.everyFeed();
    String log = publish(feed + ".a");

    socket.sendTogether(
        subscribe(feed + ".*", log + 0, true),
        unsubscribe(feed + ".*"),
        subscribe(feed + ".*", log + 57, true));
    List<String> receivedUntilPong = new ArrayList<>(receivedUntilPong());
    receivedUntilPong.addAll(receivedUntilPong());

    assertThat(receivedUntilPong)
        .containsExactly("subscribed true", "unsubscribed", "subscribed true", "u58", "u59", "u60");
  }

  @Test
  void receivedUpdatesAreNotReplayedToTheSamePattern() {
    String topic = server.everyFeed() + ".a";
    socket.send(subscribe(topic, null, true));
    assertThat(receivedUntilPong()).containsExactly("subscribed");
    String log = publish(topic);
    List<String> live = new ArrayList<>(receivedUntilPong());
    while (live.size() < UPDATES) {
      live.addAll(receivedUntilPong());
    }

    socket.send(subscribe(topic, log + 57, true));

    assertThat(receivedUntilPong()).containsExactly("subscribed true");
    assertThat(receivedUntilPong()).isEmpty();
  }

  @Test
  void aRecoveredReaderHasEverything() {
    String feed = server.everyFeed();
    String log = publish(feed + ".a");

    socket.send(subscribe(feed + ".a", null, false));
    socket.send(subscribe(feed + ".>", log + 58, true));
    List<String> receivedUntilPong = new ArrayList<>(receivedUntilPong());
    receivedUntilPong.addAll(receivedUntilPong());

    assertThat(receivedUntilPong).containsExactly("subscribed", "subscribed true", "u59", "u60");
  }

  @Test
  void earliestIsAllOfHistoryThenLive() {
    String topic = server.latestFeed() + ".a";
    publish(topic);

    socket.send(subscribe(topic, "earliest", true));
    server.publish(topic, "61");
    List<String> receivedUntilPong = new ArrayList<>(receivedUntilPong());
    while (receivedUntilPong.size() < UPDATES + 2) {
      receivedUntilPong.addAll(receivedUntilPong());
    }

    List<String> expected = new ArrayList<>(List.of("subscribed"));
    IntStream.rangeClosed(1, UPDATES + 1).forEach(value -> expected.add("u" + value));
    assertThat(receivedUntilPong).isEqualTo(expected);
  }
}
