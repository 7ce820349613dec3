package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An event of a user's presence, from an update of the chat feed. Any client may publish there, so
 * updates of another shape are ignored. Immutable.
 *
 * @param present true if the user is in the room, false if the user has just left
 */
record PresenceEvent(ChatUser user, boolean present) {
  private static final int MAX_CHARS = 100;

  /** Parses an update of {@code chat.lobby}; returns null if it is not such an event. */
  static @Nullable PresenceEvent inLobby(@Nullable Object update) {
    JsonObject data = data(update);
    if (data == null || !(data.getValue("kind") instanceof String kind)) {
      return null;
    }
    return switch (kind) {
      case "join", "message" -> of(data, true);
      case "leave" -> of(data, false);
      default -> null;
    };
  }

  /** Parses an update of {@code chat.alive}; returns null if it is not about the lobby. */
  static @Nullable PresenceEvent inAlive(@Nullable Object update) {
    JsonObject data = data(update);
    return data != null && "lobby".equals(data.getValue("room")) ? of(data, true) : null;
  }

  private static @Nullable JsonObject data(@Nullable Object update) {
    return update instanceof JsonObject object && object.getValue("data") instanceof JsonObject data
        ? data
        : null;
  }

  private static @Nullable PresenceEvent of(JsonObject data, boolean present) {
    return data.getValue("who") instanceof String who
            && data.getValue("name") instanceof String name
            && isValid(who)
            && isValid(name)
        ? new PresenceEvent(new ChatUser(who, name), present)
        : null;
  }

  private static boolean isValid(String text) {
    return !text.isBlank() && text.length() <= MAX_CHARS;
  }
}
