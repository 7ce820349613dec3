package io.feedhorn.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.access.Limits;
import io.feedhorn.server.Published;
import io.feedhorn.server.RunningServer;
import io.feedhorn.server.ServerSetup;
import io.feedhorn.transport.WireSocket.Frame;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code feedhorn.v1} message by message: what is answered, what is refused, what ends it. */
@Timeout(60)
class WebSocketIT {
  private static final int MESSAGE_BYTES = 4_096;
  private static final int SUBSCRIPTIONS = 5;

  private static RunningServer server;

  private WireSocket socket;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.limits(new Limits(MESSAGE_BYTES, SUBSCRIPTIONS, 1024 * 1024)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    socket = WireSocket.open(server.port(), "/v1/ws", "Sec-WebSocket-Protocol: feedhorn.v1");
    assertThat(socket.text())
        .matches(
            "\\{\"type\":\"welcome\",\"session\":\"[^\"]+\",\"heartbeat\":15,"
                + "\"now\":\\d+(\\.\\d{1,3})?}");
  }

  @AfterEach
  void disconnect() {
    socket.close();
  }

  @Test
  void theSubprotocolIsAgreedUpon() {
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
    try (WireSocket plain = WireSocket.open(server.port(), "/v1/ws", header)) {
      assertThat(plain.text()).contains("welcome");
      assertThat(plain.header("Sec-WebSocket-Protocol")).isNull();
      assertThat(plain.header("Sec-WebSocket-Extensions")).isNull();
    }
  }

  @Test
  void amongSeveralSubprotocolsOursIsChosen() {
    try (WireSocket choosy =
        WireSocket.open(server.port(), "/v1/ws", "Sec-WebSocket-Protocol: mqtt, feedhorn.v1")) {
      assertThat(choosy.header("Sec-WebSocket-Protocol")).isEqualTo("feedhorn.v1");
    }
  }

  @Test
  void sessionsHaveNamesOfTheirOwn() {
    try (WireSocket one = WireSocket.open(server.port(), "/v1/ws");
        WireSocket two = WireSocket.open(server.port(), "/v1/ws")) {
      assertThat(field(one.text(), "session")).isNotEqualTo(field(two.text(), "session"));
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
  void theIdIsEchoedAsItCame(String id) {
    socket.send("{\"type\":\"ping\",\"id\":" + id + "}");
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":" + id + ",\"now\":");

    socket.send("{\"id\":" + id + ",\"type\":\"nonsense\"}");
    assertThat(socket.text())
        .startsWith("{\"type\":\"error\",\"id\":" + id + ",\"code\":\"unknown_type\"");
  }

  @Test
  void aSubscriptionIsAnsweredBeforeItsUpdates() {
    String topic = server.latestFeed() + ".a";
    Published first = server.publish(topic, "1");

    socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"]}".formatted(topic));

    assertThat(socket.text())
        .isEqualTo(
            "{\"type\":\"subscribed\",\"id\":1,\"topics\":[\"%s\"],\"cursor\":\"%s\"}"
                .formatted(topic, first.cursor()));
    assertThat(socket.text()).isEqualTo(first.update("1"));
  }

  @Test
  void aResumingSubscriptionIsToldWhetherItRecovered() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();

    socket.send(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"],\"since\":\"%s\"}"
            .formatted(topic, cursor));

    assertThat(socket.text()).endsWith("\"cursor\":\"" + cursor + "\",\"recovered\":true}");
  }

  @Test
  void aSubscriptionThatWantsNoSnapshotHearsLiveUpdatesOnly() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");

    socket.send(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"],\"snapshot\":false}"
            .formatted(topic));
    assertThat(field(socket.text(), "type")).isEqualTo("subscribed");

    assertThat(server.publish(topic, "2").update("2")).isEqualTo(socket.text());
  }

  @Test
  void publishingIsAnsweredWithTheUpdatesPlace() {
    String topic = server.latestFeed() + ".a";

    socket.send(
        "{\"type\":\"publish\",\"id\":\"p\",\"topic\":\"%s\",\"data\":{ \"x\" : 1.10 }}"
            .formatted(topic));

    String answer = socket.text();
    assertThat(answer).startsWith("{\"type\":\"published\",\"id\":\"p\",\"topic\":");
    Published published = Published.within(answer);
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
    int heard = 0;
    while (published < 50 || heard < 50) {
      JsonObject message = new JsonObject(socket.text());
      if (message.getString("type").equals("published")) {
        assertThat(message.getInteger("id")).isEqualTo(++published);
        assertThat(message.getInteger("offset")).isEqualTo(published);
      } else {
        assertThat(message.getInteger("data")).isEqualTo(++heard);
      }
    }
  }

  @Test
  void nullIsAValueLikeAnyOther() {
    String topic = server.latestFeed() + ".a";

    socket.send("{\"type\":\"publish\",\"id\":1,\"topic\":\"%s\",\"data\":null}".formatted(topic));

    Published published = Published.within(socket.text());
    assertThat(server.http().get("/v1/topics/" + topic).body()).isEqualTo(published.update("null"));
  }

  @Test
  void afterUnsubscribingNothingMoreComes() {
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
  void unsubscribingWhatIsNotSubscribedIsAnswered() {
    socket.send("{\"type\":\"unsubscribe\",\"id\":9,\"topics\":[\"never.heard\"]}");

    assertThat(field(socket.text(), "type")).isEqualTo("unsubscribed");
  }

  @Test
  void whatIsSubscribedAgainAfterwardsStartsWithItsSnapshotAgain() {
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

    socket.send(
        "{\"type\":\"subscribe\",\"id\":2,\"topics\":[\"%s\"],\"maxRate\":2}".formatted(topic));
    assertThat(field(socket.text(), "type")).isEqualTo("subscribed");
    for (int i = 0; i < 20; i++) {
      server.publish(topic, "2");
    }
    String newest = server.publish(topic, "3").update("3");

    int came = 1;
    while (!socket.text().equals(newest)) {
      came++;
    }
    assertThat(came).isLessThan(10);
  }

  @Test
  void subscribingAgainToTheSamePatternIsNoFurtherSubscription() {
    String feed = server.latestFeed();
    for (int i = 0; i < 3 * SUBSCRIPTIONS; i++) {
      subscribe(feed + ".a");
    }
  }

  @Test
  void moreSubscriptionsThanAllowedAreRefusedAndTheOthersLiveOn() {
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

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``                                                           | null | bad_json",
        "nonsense                                                     | null | bad_json",
        "{\"type\":\"ping\",\"id\":1                                  | null | bad_json",
        "{\"type\":\"ping\",\"id\":1}{}                               | null | bad_json",
        "{'type':'ping','id':1}                                       | null | bad_json",
        "{\"type\":\"ping\",\"id\":01}                                | null | bad_json",
        "[]                                                           | null | bad_request",
        "null                                                         | null | bad_request",
        "1                                                            | null | bad_request",
        "\"ping\"                                                     | null | bad_request",
        "{}                                                           | null | bad_request",
        "{\"id\":1}                                                   | 1    | bad_request",
        "{\"type\":null,\"id\":1}                                     | 1    | bad_request",
        "{\"type\":1,\"id\":1}                                        | 1    | bad_request",
        "{\"type\":\"ping\"}                                          | null | bad_request",
        "{\"type\":\"ping\",\"id\":null}                              | null | bad_request",
        "{\"type\":\"ping\",\"id\":{}}                                | null | bad_request",
        "{\"type\":\"ping\",\"id\":[1]}                               | null | bad_request",
        "{\"type\":\"ping\",\"id\":true}                              | null | bad_request",
        "{\"type\":\"Ping\",\"id\":1}                                 | 1    | unknown_type",
        "{\"type\":\"welcome\",\"id\":1}                              | 1    | unknown_type",
        "{\"type\":\"subscribe\",\"id\":1}                            | 1    | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":\"a.b\"}         | 1    | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[]}              | 1    | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[1]}             | 1    | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\",null]}  | 1    | bad_request",
        "{\"type\":\"subscribe\",\"topics\":[\"a.b\"]}                | null | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"ab\"]}        | 1    | bad_topic",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\",\"*.b\"]} | 1  | bad_topic",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"since\":\"x\"} | 1 | bad_cursor",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"since\":\"\"}  | 1 | bad_cursor",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"since\":5}     | 1 | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"since\":\"b:abcd:1\"} | 1 | bad_cursor",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"snapshot\":1}  | 1 | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"conflate\":\"true\"} | 1 | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"maxRate\":\"1\"} | 1 | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"a.b\"],\"maxRate\":0}   | 1 | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"chat.b\"],\"maxRate\":1} | 1 | bad_request",
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"chat.b\"],\"conflate\":true} | 1 | bad_request",
        "{\"type\":\"unsubscribe\",\"id\":1}                          | 1    | bad_request",
        "{\"type\":\"unsubscribe\",\"id\":1,\"topics\":[\"a\"]}       | 1    | bad_topic",
        "{\"type\":\"publish\",\"id\":1,\"data\":1}                   | 1    | bad_request",
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"a.b\"}            | 1    | bad_request",
        "{\"type\":\"publish\",\"topic\":\"a.b\",\"data\":1}          | null | bad_request",
        "{\"type\":\"publish\",\"id\":1,\"topic\":5,\"data\":1}       | 1    | bad_request",
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"a\",\"data\":1}   | 1    | bad_topic",
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"a.*\",\"data\":1} | 1    | bad_topic",
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"\",\"data\":1}    | 1    | bad_topic"
      })
  void whatIsNoMessageIsRefusedByItsCodeAndTheConnectionLivesOn(
      String message, String id, String code) {
    assertRefused(message, id, code);
  }

  @Test
  void aTopicOfASubscriptionThatIsRefusedIsNotSubscribed() {
    String feed = server.latestFeed();
    assertRefused(
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s.a\"],\"since\":\"other:abcd:1\"}"
            .formatted(feed),
        "1",
        "bad_cursor");

    server.publish(feed + ".a", "1");
    socket.send("{\"type\":\"ping\",\"id\":2}");

    assertThat(field(socket.text(), "type")).isEqualTo("pong");
  }

  @Test
  void deeplyNestedJsonIsRefusedAndTheConnectionLivesOn() {
    String deep = "[".repeat(1_900) + "]".repeat(1_900);

    assertRefused(
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"a.b\",\"data\":" + deep + "}",
        null,
        "bad_request");
  }

  @Test
  void aBinaryFrameIsRefusedAndTheConnectionLivesOn() {
    socket.frame(true, WireSocket.BINARY, "{\"type\":\"ping\",\"id\":1}".getBytes(UTF_8));

    assertThat(field(socket.text(), "code")).isEqualTo("bad_request");
    assertLives();
  }

  @Test
  void aMessageInFragmentsIsOneMessage() {
    byte[] message = "{\"type\":\"ping\",\"id\":\"é\"}".getBytes(UTF_8);
    int withinTheLetter = new String(message, UTF_8).indexOf('é') + 1;

    socket.frame(false, WireSocket.TEXT, Arrays.copyOf(message, withinTheLetter));
    socket.frame(true, WireSocket.PING, new byte[] {7});
    socket.frame(false, WireSocket.CONTINUATION, new byte[0]);
    socket.frame(
        true,
        WireSocket.CONTINUATION,
        Arrays.copyOfRange(message, withinTheLetter, message.length));

    Frame pong = socket.frame();
    assertThat(pong.opcode()).isEqualTo(WireSocket.PONG);
    assertThat(pong.payload().getByte(0)).isEqualTo((byte) 7);
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"é\"");
  }

  @Test
  void pingsOfTheProtocolAreAnswered() {
    socket.frame(true, WireSocket.PING, "are you there".getBytes(UTF_8));

    Frame pong = socket.frame();
    assertThat(pong.opcode()).isEqualTo(WireSocket.PONG);
    assertThat(pong.text()).isEqualTo("are you there");
  }

  @Test
  void aValueOfTheLargestSizeIsTakenAndOneByteMoreIsTooLarge() {
    String topic = server.latestFeed() + ".large";
    String largest = "\"" + "x".repeat(MESSAGE_BYTES - 2) + "\"";

    socket.send(publish(topic, largest));
    assertThat(field(socket.text(), "type")).isEqualTo("published");

    assertRefused(publish(topic, largest.replaceFirst("x", "xx")), "1", "too_large");
  }

  @Test
  void theSizeOfAValueIsThatOfItsBytes() {
    String topic = server.latestFeed() + ".large";

    assertRefused(publish(topic, "\"" + "é".repeat(MESSAGE_BYTES / 2) + "\""), "1", "too_large");
  }

  @Test
  void aFrameFarTooLargeClosesWith1009() {
    socket.send(publish("a.b", "\"" + "x".repeat(5 * MESSAGE_BYTES) + "\""));

    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void fragmentsThatAreTogetherFarTooLargeCloseWith1009() {
    socket.frame(false, WireSocket.TEXT, new byte[MESSAGE_BYTES]);
    for (int i = 0; i < 4; i++) {
      socket.frame(false, WireSocket.CONTINUATION, new byte[MESSAGE_BYTES]);
    }

    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void aFrameAgainstTheProtocolClosesWith1002() {
    int reservedBit = 0x40;
    socket.frame(true, WireSocket.TEXT | reservedBit, "{}".getBytes(UTF_8));

    assertThat(socket.closeCode()).isEqualTo(1002);
  }

  @Test
  void aCloseIsAnswered() {
    socket.frame(true, WireSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});

    assertThat(socket.closeCode()).isEqualTo(1000);
  }

  @Test
  void oneThatIsNoWebSocketIsToldSo() {
    var answer = server.http().get("/v1/ws");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("bad_request");
  }

  private void subscribe(String topic) {
    socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"]}".formatted(topic));
    assertThat(field(socket.text(), "type")).isEqualTo("subscribed");
  }

  private static String publish(String topic, String data) {
    return "{\"type\":\"publish\",\"id\":1,\"topic\":\"%s\",\"data\":%s}".formatted(topic, data);
  }

  private void assertRefused(String message, @Nullable String id, String code) {
    socket.send(message);
    assertThat(socket.text())
        .matches(
            "(?s)\\{\"type\":\"error\",\"id\":%s,\"code\":\"%s\",\"message\":\".{10,}\"}"
                .formatted(id, code));
    assertLives();
  }

  private void assertLives() {
    socket.send("{\"type\":\"ping\",\"id\":\"alive\"}");
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"alive\"");
  }

  private static String field(String message, String name) {
    return new JsonObject(message).getString(name);
  }
}
