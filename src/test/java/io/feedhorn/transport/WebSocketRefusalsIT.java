package io.feedhorn.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The refusals of {@code feedhorn.v1}, after which the connection stays open. */
class WebSocketRefusalsIT extends WebSocketConversation {
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
  void anInvalidMessageIsRefusedAndTheConnectionStaysOpen(String message, String id, String code) {
    assertRefused(message, id, code);
  }

  @Test
  void noTopicOfARefusedSubscriptionIsSubscribed() {
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
  void deeplyNestedJsonIsRefusedAndTheConnectionStaysOpen() {
    String deep = "[".repeat(1_900) + "]".repeat(1_900);

    assertRefused(
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"a.b\",\"data\":" + deep + "}",
        null,
        "bad_request");
  }

  @Test
  void aBinaryFrameIsRefusedAndTheConnectionStaysOpen() {
    socket.frame(true, RawWebSocketClient.BINARY, "{\"type\":\"ping\",\"id\":1}".getBytes(UTF_8));

    assertThat(field(socket.text(), "code")).isEqualTo("bad_request");
    assertOpen();
  }

  @Test
  void aValueOfTheLargestSizeIsAcceptedAndOneByteMoreIsTooLarge() {
    String topic = server.latestFeed() + ".large";
    String largest = "\"" + "x".repeat(MESSAGE_BYTES - 2) + "\"";

    socket.send(publish(topic, largest));
    assertThat(field(socket.text(), "type")).isEqualTo("published");

    assertRefused(publish(topic, largest.replaceFirst("x", "xx")), "1", "too_large");
  }

  @Test
  void theSizeOfAValueIsCountedInBytes() {
    String topic = server.latestFeed() + ".large";

    assertRefused(publish(topic, "\"" + "é".repeat(MESSAGE_BYTES / 2) + "\""), "1", "too_large");
  }
}
