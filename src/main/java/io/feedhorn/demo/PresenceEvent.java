package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What an update tells of someone's presence. Updates of the room come from strangers: whatever has
 * not the right shape says nothing.
 *
 * @param here whether the guest is in the room, or has just left it
 */
record PresenceEvent(ChatUser user, boolean here) {
  private static final int MAX = 100;

  /** Reads an update of {@code chat.lobby}; null where it tells nothing. */
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

  /** Reads an update of {@code chat.alive}; null where it tells nothing of the lobby. */
  static @Nullable PresenceEvent ofLife(@Nullable Object update) {
    JsonObject data = data(update);
    return data != null && "lobby".equals(data.getValue("room")) ? of(data, true) : null;
  }

  private static @Nullable JsonObject data(@Nullable Object update) {
    return update instanceof JsonObject object && object.getValue("data") instanceof JsonObject data
        ? data
        : null;
  }

  private static @Nullable PresenceEvent of(JsonObject data, boolean here) {
    return data.getValue("who") instanceof String who
            && data.getValue("name") instanceof String name
            && sensible(who)
            && sensible(name)
        ? new PresenceEvent(new ChatUser(who, name), here)
        : null;
  }

  private static boolean sensible(String text) {
    return !text.isBlank() && text.length() <= MAX;
  }
}
