package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** The messages of one connection take effect in the order in which they were sent. */
@Timeout(60)
class MessageOrderIT {
  private static final int VALUES = 20;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @RepeatedTest(10)
  void aWebSocketReceivesWhatItPublishesBeforeItUnsubscribes() {
    String topic = server.everyFeed() + ".a";
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      socket.text();
      List<String> messages = new ArrayList<>();
      messages.add("{\"type\":\"subscribe\",\"id\":0,\"topics\":[\"%s\"]}".formatted(topic));
      for (int i = 1; i <= VALUES; i++) {
        messages.add(
            "{\"type\":\"publish\",\"id\":%d,\"topic\":\"%s\",\"data\":%d}".formatted(i, topic, i));
      }
      messages.add("{\"type\":\"unsubscribe\",\"id\":99,\"topics\":[\"%s\"]}".formatted(topic));
      messages.add(
          "{\"type\":\"publish\",\"id\":100,\"topic\":\"%s\",\"data\":100}".formatted(topic));

      socket.sendTogether(messages.toArray(String[]::new));

      List<String> received = new ArrayList<>();
      List<Integer> published = new ArrayList<>();
      JsonObject message = new JsonObject(socket.text());
      assertThat(message.getString("type")).isEqualTo("subscribed");
      while (!"unsubscribed".equals(message.getString("type"))) {
        message = new JsonObject(socket.text());
        if ("update".equals(message.getString("type"))) {
          received.add(message.getValue("data").toString());
        } else if ("published".equals(message.getString("type"))) {
          published.add(message.getInteger("id"));
        }
      }
      assertThat(received).containsExactlyElementsOf(numbers());
      assertThat(published).hasSize(VALUES).isSorted();
      assertThat(socket.text()).contains("\"type\":\"published\",\"id\":100,");
    }
  }

  @RepeatedTest(10)
  void aSubscriptionStartsAfterEarlierPublishesOfItsConnection() {
    String topic = server.everyFeed() + ".a";
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      socket.text();
      socket.sendTogether(
          "{\"type\":\"publish\",\"id\":1,\"topic\":\"%s\",\"data\":1}".formatted(topic),
          "{\"type\":\"subscribe\",\"id\":2,\"topics\":[\"%s\"]}".formatted(topic));

      Receipt published = receipt(socket.text());
      JsonObject subscribed = new JsonObject(socket.text());
      assertThat(subscribed.getString("type")).isEqualTo("subscribed");
      assertThat(subscribed.getString("cursor")).isEqualTo(published.cursor);
      assertThat(socket.text()).contains("\"type\":\"update\"").contains("\"data\":1}");
    }
  }

  private record Receipt(String cursor) {}

  private static Receipt receipt(String message) {
    assertThat(message).contains("\"type\":\"published\"");
    return new Receipt(new JsonObject(message).getString("cursor"));
  }

  @RepeatedTest(10)
  void aBridgeReceivesWhatItPublishesBeforeItUnregisters() {
    String topic = server.everyFeed() + ".a";
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/eventbus/websocket")) {
      List<String> messages = new ArrayList<>();
      messages.add(bridge("register", topic, "null"));
      for (int i = 1; i <= VALUES; i++) {
        messages.add(bridge("publish", topic, Integer.toString(i)));
      }
      messages.add(bridge("unregister", topic, "null"));
      messages.add(bridge("publish", topic, "100"));
      messages.add(
          "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"last\","
              + "\"body\":{\"topic\":\"%s\",\"data\":101}}".formatted(topic));

      socket.sendTogether(messages.toArray(String[]::new));

      List<String> received = new ArrayList<>();
      JsonObject message = new JsonObject(socket.text());
      while (!"last".equals(message.getString("address"))) {
        received.add(message.getJsonObject("body").getValue("data").toString());
        message = new JsonObject(socket.text());
      }
      assertThat(received).containsExactlyElementsOf(numbers());
    }
  }

  private static String bridge(String type, String address, String body) {
    return "{\"type\":\"%s\",\"address\":\"%s\",\"headers\":{},\"body\":%s}"
        .formatted(type, address, body);
  }

  private static List<String> numbers() {
    List<String> numbers = new ArrayList<>();
    for (int i = 1; i <= VALUES; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }
}
