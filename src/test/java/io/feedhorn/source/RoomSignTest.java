package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomSignTest {
  private static final Guest ADA = new Guest("a1", "Ada");

  @ParameterizedTest
  @ValueSource(strings = {"join", "message"})
  void takesJoiningAndSpeakingAsSignsOfLife(String kind) {
    assertThat(RoomSign.inLobby(lobby(kind))).isEqualTo(new RoomSign(ADA, true));
  }

  @Test
  void takesLeavingAsLeaving() {
    assertThat(RoomSign.inLobby(lobby("leave"))).isEqualTo(new RoomSign(ADA, false));
  }

  @Test
  void takesASignOfLifeInTheLobbyOnly() {
    assertThat(RoomSign.ofLife(alive("lobby"))).isEqualTo(new RoomSign(ADA, true));
    assertThat(RoomSign.ofLife(alive("cellar"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "{}",
        "{\"data\":null}",
        "{\"data\":[1]}",
        "{\"data\":{\"kind\":1,\"room\":1,\"who\":\"a1\",\"name\":\"Ada\"}}",
        "{\"data\":{\"kind\":\"dance\",\"room\":\"x\",\"who\":\"a1\",\"name\":\"Ada\"}}",
        "{\"data\":{\"kind\":\"join\",\"room\":\"lobby\",\"who\":1,\"name\":\"Ada\"}}",
        "{\"data\":{\"kind\":\"join\",\"room\":\"lobby\",\"who\":\"a1\",\"name\":{}}}",
        "{\"data\":{\"kind\":\"join\",\"room\":\"lobby\",\"who\":\"a1\"}}",
        "{\"data\":{\"kind\":\"join\",\"room\":\"lobby\",\"who\":\" \",\"name\":\"Ada\"}}"
      })
  void ignoresWhatHasNotTheRightShape(String update) {
    assertThat(RoomSign.inLobby(Json.decodeValue(update))).isNull();
    assertThat(RoomSign.ofLife(Json.decodeValue(update))).isNull();
  }

  @Test
  void ignoresNamesWithoutEnd() {
    JsonObject update = lobby("join");
    update.getJsonObject("data").put("name", "A".repeat(101));

    assertThat(RoomSign.inLobby(update)).isNull();
  }

  private static JsonObject lobby(String kind) {
    return new JsonObject().put("data", ada().put("kind", kind));
  }

  private static JsonObject alive(String room) {
    return new JsonObject().put("data", ada().put("room", room));
  }

  private static JsonObject ada() {
    return new JsonObject().put("who", "a1").put("name", "Ada");
  }
}
