package io.feedhorn.auth;

import io.feedhorn.model.NotificationFeeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user and groups of a token, whose notifications its bearer may read without a pattern that
 * names them. Immutable.
 *
 * @param user the second segment of {@code notify.USER}; null if the token names no user
 * @param groups the second segments of {@code notify-group.NAME}
 */
public record Recipient(@Nullable String user, List<String> groups) {
  /** No user and no group. */
  public static final Recipient NONE = new Recipient(null, List.of());

  private static final String USER = "user";
  private static final String GROUPS = "groups";
  private static final String ALLOWED = " of " + NotificationFeeds.RECIPIENT_RULE;

  public Recipient {
    groups = List.copyOf(groups);
  }

  /**
   * Reads the user from the claim {@code feedhorn.user}, otherwise from {@code sub}, and the groups
   * from {@code feedhorn.groups}. If {@code sub} cannot be a segment of a topic, the token names no
   * user. Its characters are not replaced, because the result could be the name of another user.
   *
   * @param claims all claims of the token
   * @param granted the claim {@code feedhorn}
   */
  static Recipient of(JsonObject claims, JsonObject granted) {
    return new Recipient(user(claims, granted), groups(granted));
  }

  private static @Nullable String user(JsonObject claims, JsonObject granted) {
    if (!granted.containsKey(USER)) {
      return claims.getValue("sub") instanceof String sub && NotificationFeeds.isRecipient(sub)
          ? sub
          : null;
    }
    if (granted.getValue(USER) instanceof String user && NotificationFeeds.isRecipient(user)) {
      return user;
    }
    throw Permissions.invalid(Permissions.CLAIM + "." + USER, "a name" + ALLOWED);
  }

  private static List<String> groups(JsonObject granted) {
    List<String> groups = new ArrayList<>();
    if (!(granted.getValue(GROUPS, new JsonArray()) instanceof JsonArray names)) {
      throw Permissions.invalid(Permissions.CLAIM + "." + GROUPS, "a list of names");
    }
    for (Object name : names) {
      if (!(name instanceof String group)) {
        throw Permissions.invalid(
            Permissions.CLAIM + "." + GROUPS, "a list of names, which are strings");
      }
      if (!NotificationFeeds.isRecipient(group)) {
        throw Permissions.invalid(
            Permissions.CLAIM + "." + GROUPS,
            "a list of names" + ALLOWED + "; '" + group + "' is not");
      }
      groups.add(group);
    }
    return groups;
  }

  /** Adds the claims from which {@link #of} reads this recipient. */
  void addTo(JsonObject granted) {
    if (user != null) {
      granted.put(USER, user);
    }
    if (!groups.isEmpty()) {
      granted.put(GROUPS, new JsonArray(groups));
    }
  }

  /** Returns true if a topic is that of this user or of one of the groups. */
  boolean receives(String topic) {
    int dot = topic.indexOf('.');
    String name = topic.substring(dot + 1);
    return switch (topic.substring(0, dot)) {
      case NotificationFeeds.USER -> name.equals(user);
      case NotificationFeeds.GROUP -> groups.contains(name);
      default -> false;
    };
  }
}
