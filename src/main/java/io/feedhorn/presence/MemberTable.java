package io.feedhorn.presence;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The users of topics on one node. Owned by the writer's event loop, not thread-safe. */
final class MemberTable {
  private final Map<String, Map<String, Connections>> topics = new HashMap<>();

  /** Returns the connections of a user; {@link Connections#NONE} if there are none. */
  Connections get(PresenceKey key) {
    return users(key.topic()).getOrDefault(key.user(), Connections.NONE);
  }

  /** Sets the connections of a user; a count of 0 removes the user. */
  void put(PresenceKey key, Connections connections) {
    if (connections.count() > 0) {
      topics.computeIfAbsent(key.topic(), topic -> new HashMap<>()).put(key.user(), connections);
      return;
    }
    Map<String, Connections> users = topics.get(key.topic());
    if (users != null && users.remove(key.user()) != null && users.isEmpty()) {
      topics.remove(key.topic());
    }
  }

  private Map<String, Connections> users(String topic) {
    return topics.getOrDefault(topic, Map.of());
  }

  /** Returns the users of a topic; the empty user stands for the clients without one. */
  Set<String> usersOf(String topic) {
    return users(topic).keySet();
  }

  void forEach(BiConsumer<PresenceKey, Connections> action) {
    topics.forEach(
        (topic, users) ->
            users.forEach(
                (user, connections) -> action.accept(new PresenceKey(topic, user), connections)));
  }
}
