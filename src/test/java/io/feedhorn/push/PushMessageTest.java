package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushMessageTest {
  private static final long SECOND = 1_000_000;

  @Test
  void aShortUpdateIsSentAsItIs() {
    Update update = update("{\"title\":\"t\",\"own\":1.10}");

    PushMessage message = PushMessage.of(update, SECOND);

    assertThat(message.payload()).isEqualTo(update.json());
    assertThat(message.ttlSeconds()).isEqualTo(2_419_200);
    assertThat(message.topic()).isEmpty();
  }

  @Test
  void theTimeToLiveIsWhatRemains() {
    assertThat(ttl(600, 0)).isEqualTo(600);
    assertThat(ttl(600, 599)).isEqualTo(1);
    assertThat(ttl(600, 601)).isZero();
    assertThat(ttl(31_536_000, 0)).isEqualTo(2_419_200);
  }

  private static long ttl(int ttl, int passedSeconds) {
    Update update = update("{\"title\":\"t\",\"ttl\":" + ttl + "}");
    return PushMessage.of(update, update.timestampMicros() + passedSeconds * SECOND).ttlSeconds();
  }

  @ParameterizedTest
  @CsvSource({"info,normal", "success,normal", "warning,high", "error,high"})
  void theLevelIsTheUrgency(String level, String urgency) {
    assertThat(PushMessage.of(update(leveled(level)), SECOND).urgency()).isEqualTo(urgency);
  }

  private static String leveled(String level) {
    return new JsonObject().put("title", "t").put("level", level).encode();
  }

  @Test
  void theCollapseKeyIsTheTopic() {
    String value = "{\"title\":\"t\",\"collapse\":\"a key with späces\"}";

    String topic = PushMessage.of(update(value), SECOND).topic();

    assertThat(topic).matches("[A-Za-z0-9_-]{32}");
    assertThat(PushMessage.of(update(value), SECOND).topic()).isEqualTo(topic);
    assertThat(PushMessage.of(update(value.replace("key", "lock")), SECOND).topic())
        .isNotEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "\uD83D\uDE80", "\u0001"})
  void aLongNotificationIsShortened(String character) {
    String value =
        new JsonObject()
            .put("title", character.repeat(200 / character.length()))
            .put("body", character.repeat(4_000 / character.length()))
            .put("link", "/" + "l".repeat(100))
            .put("own", "o".repeat(5_000))
            .encode();

    JsonObject sent = data(value);

    assertThat(sent.getString("title")).isEqualTo(character.repeat(200 / character.length()));
    assertThat(sent.getString("link")).hasSize(101);
    assertThat(sent.containsKey("own")).isFalse();
    String body = sent.getString("body");
    assertThat(body).endsWith("…");
    assertThat(body.replace("…", "")).matches("(" + character + ")+");
    // One more character would not fit.
    int perCharacter = new JsonArray().add(character).toBuffer().length() - 4;
    assertThat(PushMessage.of(update(value), SECOND).payload().length())
        .isGreaterThan(PushMessage.MAX_PAYLOAD_BYTES - perCharacter);
  }

  @Test
  void theTitleIsSentWhateverElseThereIs() {
    String value =
        new JsonObject()
            .put("title", "\u0001".repeat(200))
            .put("body", "\u0001".repeat(4_000))
            .put("link", "/" + "é".repeat(1_999))
            .put("icon", "/" + "é".repeat(1_999))
            .put("collapse", "\u0001".repeat(100))
            .encode();

    assertThat(data(value).getString("title")).hasSize(200);
  }

  /** Returns the value in a payload that is not too long. */
  private static JsonObject data(String value) {
    Buffer payload = PushMessage.of(update(value), SECOND).payload();
    assertThat(payload.length()).isLessThanOrEqualTo(PushMessage.MAX_PAYLOAD_BYTES);
    JsonObject sent = new JsonObject(payload);
    assertThat(sent.getString("topic")).isEqualTo("notify.u1");
    assertThat(sent.getLong("offset")).isEqualTo(7);
    return sent.getJsonObject("data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "{}", "{\"n\":1}", "[]", "{\"title\":1}", "null"})
  void otherValuesAreNotPushed(String value) {
    assertThat(PushMessage.isNotification(update(value))).isFalse();
    assertThat(PushMessage.isNotification(update("{\"title\":\"t\"}"))).isTrue();
  }

  private static Update update(String value) {
    return new Update(
        Topic.parse("notify.u1"),
        "k3f9",
        7,
        3,
        1_732_150_000_000_000L,
        0,
        DeliveryMode.EVERY,
        Buffer.buffer(value));
  }
}
