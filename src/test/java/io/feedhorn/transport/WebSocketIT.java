package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ReceiptAssert;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of {@code feedhorn.v1} and their answers. */
class WebSocketIT extends WebSocketConversation {
  @Test
  void theSubprotocolIsNegotiated() {
    assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("feedhorn.v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-None: 1",
        "Sec-WebSocket-Protocol: mqtt",
        "Sec-WebSocket-Extensions: permessage-deflate"
      })
  void aClientThatNamesNoSubprotocolOrAnotherIsServedToo(String header) {
    try (RawWebSocketClient plain = RawWebSocketClient.open(server.port(), "/v1/ws", header)) {
      assertThat(plain.text()).contains("welcome");
      assertThat(plain.header("Sec-WebSocket-Protocol")).isNull();
      assertThat(plain.header("Sec-WebSocket-Extensions")).isNull();
    }
  }

  @Test
  void feedhornV1IsChosenAmongSeveralSubprotocols() {
    try (RawWebSocketClient choosy =
        RawWebSocketClient.open(
            server.port(), "/v1/ws", "Sec-WebSocket-Protocol: mqtt, feedhorn.v1")) {
      assertThat(choosy.header("Sec-WebSocket-Protocol")).isEqualTo("feedhorn.v1");
    }
  }

  @Test
  void aDeleteMessageAnswersWithTheReceipt() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    String delete = "{\"type\":\"delete\",\"id\":\"d\",\"topic\":\"%s\"}".formatted(topic);
    socket.send(delete);

    String answer = socket.text();
    assertThat(answer).startsWith("{\"type\":\"deleted\",\"id\":\"d\",\"topic\":");
    assertThat(ReceiptAssert.within(answer).seq()).isEqualTo(2);
    assertThat(server.http().get("/v1/topics/" + topic).statusCode()).isEqualTo(404);
    assertRefused(delete, "\"d\"", "not_found");
    assertRefused("{\"type\":\"delete\",\"id\":2}", "2", "bad_request");
    assertRefused("{\"type\":\"delete\",\"id\":2,\"topic\":\"a\"}", "2", "bad_topic");
    assertRefused("{\"type\":\"delete\",\"id\":2,\"topic\":\"sys.a\"}", "2", "forbidden");
  }

  @Test
  void sessionsHaveUniqueIds() {
    try (RawWebSocketClient first = RawWebSocketClient.open(server.port(), "/v1/ws");
        RawWebSocketClient second = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      assertThat(field(first.text(), "session")).isNotEqualTo(field(second.text(), "session"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "0",
        "-7",
        "1.10",
        "1e3",
        "123456789012345678901234567890",
        "\"a\"",
        "\"\"",
        "\"\\u00e9 \\\" \\\\ é\"",
        "\" two  blanks \""
      })
  void theIdIsEchoedUnchanged(String id) {
    socket.send("{\"type\":\"ping\",\"id\":" + id + "}");
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":" + id + ",\"now\":");

    socket.send("{\"id\":" + id + ",\"type\":\"nonsense\"}");
    assertThat(socket.text())
        .startsWith("{\"type\":\"error\",\"id\":" + id + ",\"code\":\"unknown_type\"");
  }

  @Test
  void aSubscriptionIsAnsweredBeforeItsUpdates() {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert first = server.publish(topic, "1");

    socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"]}".formatted(topic));

    assertThat(socket.text())
        .isEqualTo(
            "{\"type\":\"subscribed\",\"id\":1,\"topics\":[\"%s\"],\"cursor\":\"%s\"}"
                .formatted(topic, first.cursor()));
    assertThat(socket.text()).isEqualTo(first.update("1"));
  }

  @Test
  void aResumingSubscriptionHasRecovered() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();

    socket.send(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"],\"since\":\"%s\"}"
            .formatted(topic, cursor));

    assertThat(socket.text()).endsWith("\"cursor\":\"" + cursor + "\",\"recovered\":true}");
  }

  @Test
  void aSubscriptionWithoutSnapshotGetsLiveUpdatesOnly() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");

    socket.send(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"],\"snapshot\":false}"
            .formatted(topic));
    assertThat(field(socket.text(), "type")).isEqualTo("subscribed");

    assertThat(server.publish(topic, "2").update("2")).isEqualTo(socket.text());
  }

  @Test
  void aPublishIsAnsweredWithTheUpdatesPosition() {
    String topic = server.latestFeed() + ".a";

    socket.send(
        "{\"type\":\"publish\",\"id\":\"p\",\"topic\":\"%s\",\"data\":{ \"x\" : 1.10 }}"
            .formatted(topic));

    String answer = socket.text();
    assertThat(answer).startsWith("{\"type\":\"published\",\"id\":\"p\",\"topic\":");
    ReceiptAssert published = ReceiptAssert.within(answer);
    assertThat(published.offset()).isEqualTo(1);
    assertThat(published.seq()).isEqualTo(1);
    assertThat(published.cursor()).endsWith(":1");
    assertThat(server.http().get("/v1/topics/" + topic).body())
        .isEqualTo(published.update("{\"x\":1.10}"));
  }

  @Test
  void publishesOfOneConnectionKeepTheirOrder() {
    String topic = server.everyFeed() + ".a";
    subscribe(topic);

    for (int i = 1; i <= 50; i++) {
      socket.send(
          "{\"type\":\"publish\",\"id\":%d,\"topic\":\"%s\",\"data\":%d}".formatted(i, topic, i));
    }

    int published = 0;
    int received = 0;
    while (published < 50 || received < 50) {
      JsonObject message = new JsonObject(socket.text());
      if (message.getString("type").equals("published")) {
        assertThat(message.getInteger("id")).isEqualTo(++published);
        assertThat(message.getInteger("offset")).isEqualTo(published);
      } else {
        assertThat(message.getInteger("data")).isEqualTo(++received);
      }
    }
  }

  @Test
  void nullIsAValue() {
    String topic = server.latestFeed() + ".a";

    socket.send("{\"type\":\"publish\",\"id\":1,\"topic\":\"%s\",\"data\":null}".formatted(topic));

    ReceiptAssert published = ReceiptAssert.within(socket.text());
    assertThat(server.http().get("/v1/topics/" + topic).body()).isEqualTo(published.update("null"));
  }

  @Test
  void noUpdateArrivesAfterUnsubscribing() {
    String feed = server.latestFeed();
    subscribe(feed + ".a");
    subscribe(feed + ".b");

    socket.send("{\"type\":\"unsubscribe\",\"id\":9,\"topics\":[\"%s.a\"]}".formatted(feed));

    assertThat(socket.text())
        .isEqualTo("{\"type\":\"unsubscribed\",\"id\":9,\"topics\":[\"%s.a\"]}".formatted(feed));
    server.publish(feed + ".a", "1");
    assertThat(server.publish(feed + ".b", "2").update("2")).isEqualTo(socket.text());
  }

  @Test
  void unsubscribingAnUnknownPatternIsAnswered() {
    socket.send("{\"type\":\"unsubscribe\",\"id\":9,\"topics\":[\"never.heard\"]}");

    assertThat(field(socket.text(), "type")).isEqualTo("unsubscribed");
  }

  @Test
  void subscribingAfterUnsubscribingStartsWithTheSnapshot() {
    String topic = server.latestFeed() + ".a";
    String update = server.publish(topic, "1").update("1");
    subscribe(topic);
    assertThat(socket.text()).isEqualTo(update);
    socket.send("{\"type\":\"unsubscribe\",\"id\":2,\"topics\":[\"%s\"]}".formatted(topic));
    socket.text();

    subscribe(topic);

    assertThat(socket.text()).isEqualTo(update);
  }

  @Test
  void subscribingAgainChangesTheOptionsAndRepeatsNothing() {
    String topic = server.latestFeed() + ".a";
    String first = server.publish(topic, "1").update("1");
    subscribe(topic);
    assertThat(socket.text()).isEqualTo(first);

    long start = System.nanoTime();
    socket.send(
        "{\"type\":\"subscribe\",\"id\":2,\"topics\":[\"%s\"],\"maxRate\":2}".formatted(topic));
    assertThat(field(socket.text(), "type")).isEqualTo("subscribed");
    for (int i = 0; i < 20; i++) {
      server.publish(topic, "2");
    }
    String newest = server.publish(topic, "3").update("3");

    int received = 1;
    while (!socket.text().equals(newest)) {
      received++;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(received).isLessThanOrEqualTo((int) (seconds * 2) + 2).isLessThan(20);
  }

  @Test
  void subscribingAgainToTheSamePatternDoesNotCountTwice() {
    String feed = server.latestFeed();
    for (int i = 0; i < 3 * SUBSCRIPTIONS; i++) {
      subscribe(feed + ".a");
    }
  }

  @Test
  void subscriptionsOverTheLimitAreRefusedAndTheOthersWork() {
    String feed = server.latestFeed();
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      subscribe(feed + ".t" + i);
    }

    assertRefused(
        "{\"type\":\"subscribe\",\"id\":3,\"topics\":[\"%s.more\"]}".formatted(feed),
        "3",
        "too_many");

    assertThat(server.publish(feed + ".t4", "1").update("1")).isEqualTo(socket.text());
  }

  @Test
  void aRequestWithoutUpgradeIsRefused() {
    var answer = server.http().get("/v1/ws");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("bad_request");
  }
}
