package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Readers in the messages of the WebSocket and of the event-bus bridge. */
class ReaderMessagesIT extends WebSocketConversation {
  private static String subscribe(int id, String topic, @Nullable String reader) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", id)
            .put("topics", new JsonArray().add(topic));
    return (reader == null ? message : message.put("reader", reader)).encode();
  }

  private static String ack(String reader, String cursor) {
    return new JsonObject()
        .put("type", "ack")
        .put("id", 4)
        .put("reader", reader)
        .put("cursor", cursor)
        .encode();
  }

  @Test
  void anAcknowledgementIsAnsweredWithTheCursorOfTheReader() {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    String cursor = server.publish(topic, "2").cursor();

    socket.send(ack("ws." + topic, cursor));
    String acked =
        "{\"type\":\"acked\",\"id\":4,\"reader\":\"ws.%s\",\"cursor\":\"%s\"}"
            .formatted(topic, cursor);
    assertThat(socket.text()).isEqualTo(acked);
    socket.send(ack("ws." + topic, old));
    assertThat(socket.text()).isEqualTo(acked);
  }

  private static JsonObject ackOf(String reader) {
    return new JsonObject().put("type", "ack").put("id", 4).put("reader", reader);
  }

  /** Subscribes a reader to a topic, and passes over the updates that it then gets. */
  private void open(String reader, String topic, int updates) {
    socket.send(subscribe(1, topic, reader));
    assertThat(new JsonObject(socket.text()).getString("from")).isEqualTo("earliest");
    for (int i = 0; i < updates; i++) {
      socket.text();
    }
  }

  @Test
  void singleUpdatesAreAcknowledged() {
    String topic = server.everyFeed() + ".a";
    String name = "single." + topic;
    List<String> cursors = publishThree(topic);
    open(name, topic, 3);

    JsonArray read = new JsonArray().add(cursors.get(1)).add(cursors.get(2));
    socket.send(ackOf(name).put("read", read).encode());
    JsonObject acked = new JsonObject().put("type", "acked").put("id", 4).put("reader", name);
    assertThat(new JsonObject(socket.text()))
        .isEqualTo(acked.copy().put("cursor", "earliest").put("read", read));
    socket.send(ackOf(name).put("cursor", cursors.get(0)).put("read", read).encode());
    assertThat(new JsonObject(socket.text()))
        .isEqualTo(acked.copy().put("cursor", cursors.get(0)).put("read", read));
    socket.send(ack(name, cursors.get(2)));
    assertThat(new JsonObject(socket.text())).isEqualTo(acked.copy().put("cursor", cursors.get(2)));
  }

  private static List<String> publishThree(String topic) {
    return Stream.of("1", "2", "3").map(data -> server.publish(topic, data).cursor()).toList();
  }

  @Test
  void invalidSingleUpdatesAreRefused() {
    String topic = server.everyFeed() + ".a";
    String name = "wrong." + topic;
    List<String> cursors = publishThree(topic);
    JsonArray read = new JsonArray().add(cursors.get(1));

    assertRefused(ackOf(name).put("read", read).encode(), "4", "bad_cursor");
    open(name, topic, 3);
    assertRefused(ackOf(name).put("read", "x").encode(), "4", "bad_request");
    assertRefused(ackOf(name).put("read", new JsonArray()).encode(), "4", "bad_request");
    assertRefused(ackOf(name).put("read", new JsonArray().add("x")).encode(), "4", "bad_cursor");
    JsonArray beyond = new JsonArray().add(cursors.get(1) + "0");
    assertRefused(ackOf(name).put("read", beyond).encode(), "4", "bad_cursor");
  }

  @Test
  void subscribedSaysWhereTheReaderStarts() {
    String topic = server.everyFeed() + ".a";
    String first = server.publish(topic, "1").cursor();
    String second = server.publish(topic, "2").cursor();

    socket.send(subscribe(1, topic, "from." + topic));
    JsonObject subscribed = new JsonObject(socket.text());
    assertThat(subscribed.getString("from")).isEqualTo("earliest");
    assertThat(subscribed.getString("cursor")).isEqualTo(second);
    assertThat(subscribed.containsKey("recovered")).isFalse();
    socket.text();
    socket.text();
    socket.send(ack("from." + topic, first));
    socket.text();
    connectAgain();
    socket.send(subscribe(1, topic, "from." + topic));
    subscribed = new JsonObject(socket.text());
    assertThat(subscribed.getString("from")).isEqualTo(first);
    assertThat(subscribed.getBoolean("recovered")).isTrue();
    assertThat(new JsonObject(socket.text()).getLong("offset")).isEqualTo(2);
  }

  private void connectAgain() {
    socket.close();
    connect();
  }

  @Test
  void twoSubscriptionsOfAConnectionHaveReadersOfTheirOwn() {
    String feed = server.everyFeed();
    String first = server.publish(feed + ".a", "1").cursor();
    server.publish(feed + ".b", "2");
    String third = server.publish(feed + ".a", "3").update("3");
    String fourth = server.publish(feed + ".b", "4").update("4");
    String second = first.replaceAll(":1$", ":2");
    socket.send(ack("one." + feed, first));
    socket.text();
    socket.send(ack("two." + feed, second));
    socket.text();

    socket.send(subscribe(1, feed + ".a", "one." + feed));
    assertThat(new JsonObject(socket.text()).getString("from")).isEqualTo(first);
    assertThat(socket.text()).isEqualTo(third);
    socket.send(subscribe(2, feed + ".b", "two." + feed));
    assertThat(new JsonObject(socket.text()).getString("from")).isEqualTo(second);
    assertThat(socket.text()).isEqualTo(fourth);
    String live = server.publish(feed + ".a", "5").update("5");
    assertThat(socket.text()).isEqualTo(live);
  }

  @Test
  void invalidMessagesAreRefused() {
    String cursor = server.publish(server.everyFeed() + ".a", "1").cursor();
    assertRefused(ack("a b", cursor), "4", "bad_request");
    assertRefused(ack("r", "nonsense"), "4", "bad_cursor");
    assertRefused(ack("r", cursor + "0"), "4", "bad_cursor");
    assertRefused("{\"type\":\"ack\",\"id\":1,\"reader\":\"r\"}", "1", "bad_request");
    assertRefused("{\"type\":\"ack\",\"id\":1,\"cursor\":\"" + cursor + "\"}", "1", "bad_request");
    assertRefused(
        "{\"type\":\"ack\",\"reader\":\"r\",\"cursor\":\"" + cursor + "\"}", "null", "bad_request");
    assertRefused(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"reader\":7}", "1", "bad_request");
    assertRefused(publish("sys.readers.r", "1"), "1", "forbidden");
  }

  @Test
  void theBridgeAcknowledgesAtAnAddressOfItsOwn() {
    String topic = server.everyFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();
    try (FeedhornClient client =
            new FeedhornClient(server.vertx(), ClientOptions.of(URI.create(server.address())));
        BridgeCarrier bridge = BridgeCarrier.webSocket(client)) {
      JsonObject body = new JsonObject().put("reader", "bridge." + topic).put("cursor", cursor);
      bridge.send(sent("feedhorn.ack", body));
      assertThat(received(bridge))
          .isEqualTo(
              new JsonObject()
                  .put("type", "rec")
                  .put("address", "reply")
                  .put(
                      "body",
                      new JsonObject().put("reader", "bridge." + topic).put("cursor", cursor)));

      assertThat(server.publish(topic, "2").seq()).isEqualTo(2);
      JsonArray read = new JsonArray().add(cursor.replaceAll(":1$", ":2"));
      JsonObject registration = BridgeReader.message("register", topic);
      JsonObject headers = new JsonObject().put("reader", "bridge." + topic);
      bridge.send(registration.put("headers", headers).encode());
      assertThat(received(bridge).getJsonObject("body").getLong("offset")).isEqualTo(2);
      bridge.send(sent("feedhorn.ack", new JsonObject(body.getMap()).put("read", read)));
      assertThat(received(bridge).getJsonObject("body")).isEqualTo(body.copy().put("read", read));

      bridge.send(sent("feedhorn.ack", body.copy().put("cursor", "nonsense")));
      assertThat(received(bridge).getString("message")).startsWith("bad_cursor: ");
      bridge.send(sent("feedhorn.readers", body));
      assertThat(received(bridge).getString("body")).isEqualTo("access_denied");
      bridge.send(BridgeReader.message("publish", "sys.readers.r").put("body", 1).encode());
      assertThat(received(bridge).getString("body")).isEqualTo("access_denied");
    }
  }

  private static String sent(String address, JsonObject body) {
    return BridgeReader.message("send", address)
        .put("body", body)
        .put("replyAddress", "reply")
        .encode();
  }

  private static JsonObject received(BridgeCarrier bridge) {
    return new JsonObject(
        Objects.requireNonNull(bridge.poll(TransportUnderTest.TIMEOUT), "no message"));
  }
}
