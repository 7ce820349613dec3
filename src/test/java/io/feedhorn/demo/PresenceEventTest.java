package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceEventTest {
  private static final ChatUser ADA = new ChatUser("a1", "Ada");

  @ParameterizedTest
  @ValueSource(strings = {"join", "message"})
  void joinAndMessageMeanPresent(String kind) {
    assertThat(PresenceEvent.inLobby(lobby(kind))).isEqualTo(new PresenceEvent(ADA, true));
  }

  @Test
  void leaveMeansNotPresent() {
    assertThat(PresenceEvent.inLobby(lobby("leave"))).isEqualTo(new PresenceEvent(ADA, false));
  }

  @Test
  void aliveMeansPresentInTheLobbyOnly() {
    assertThat(PresenceEvent.inAlive(alive("lobby"))).isEqualTo(new PresenceEvent(ADA, true));
    assertThat(PresenceEvent.inAlive(alive("cellar"))).isNull();
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
  void ignoresUpdatesOfAnotherShape(String update) {
    assertThat(PresenceEvent.inLobby(Json.decodeValue(update))).isNull();
    assertThat(PresenceEvent.inAlive(Json.decodeValue(update))).isNull();
  }

  @Test
  void ignoresNamesThatAreTooLong() {
    JsonObject update = lobby("join");
    update.getJsonObject("data").put("name", "A".repeat(101));

    assertThat(PresenceEvent.inLobby(update)).isNull();
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
