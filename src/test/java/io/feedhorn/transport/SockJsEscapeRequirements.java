package io.feedhorn.transport;

import static io.feedhorn.transport.SockJsAnswers.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Characters that browsers or clients corrupt or escape. */
interface SockJsEscapeRequirements extends SockJsUnderTest {
  @Test
  default void charactersThatBrowsersCorruptAreEscaped() {
    StringBuilder killers = new StringBuilder();
    for (char c = 0; c <= 0xFFFF - 1; c++) {
      boolean escaped =
          c < 0x20
              || (c >= 0x200c && c <= 0x200f)
              || (c >= 0x2028 && c <= 0x202f)
              || (c >= 0x2060 && c <= 0x206f)
              || c >= 0xfff0;
      if (escaped) {
        killers.append(c);
      }
    }
    String topic = server().latestFeed() + ".a";
    String value = new JsonArray().add(killers.toString()).encode();
    server().publish(topic, value.substring(1, value.length() - 1));
    assertThat(post("xhr", "")).isEqualTo("o\n");
    post(
        "xhr_send",
        quoted(new JsonObject().put("type", "register").put("address", topic).encode()));

    String frame = post("xhr", "");

    assertThat(frame.strip()).matches("[ -~]*");
    JsonObject update = new JsonObject(new JsonArray(frame.substring(1)).getString(0));
    assertThat(update.getJsonObject("body").getString("data")).isEqualTo(killers.toString());
  }

  @Test
  default void charactersThatClientsEscapeAreRead() {
    String topic = server().latestFeed() + ".a";
    StringBuilder escaped = new StringBuilder();
    StringBuilder meant = new StringBuilder();
    for (char c = 1; c < 0xFFF0; c = (char) (c + 7)) {
      if (!Character.isSurrogate(c)) {
        escaped.append("\\u%04x".formatted((int) c));
        meant.append(c);
      }
    }
    String message =
        "{\"type\":\"publish\",\"address\":\"%s\",\"body\":\"%s\"}".formatted(topic, escaped);
    assertThat(post("xhr", "")).isEqualTo("o\n");

    assertThat(server().http().post(session() + "/xhr_send", quoted(message)).statusCode())
        .isEqualTo(204);

    await().until(() -> server().http().get("/v1/topics/" + topic).statusCode() == 200);
    assertThat(new JsonObject(server().http().get("/v1/topics/" + topic).body()).getString("data"))
        .isEqualTo(meant.toString());
  }
}
