package io.feedhorn.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The users of topics on all nodes: the table of this node, and copies of those of the others.
 * Owned by the writer's event loop, not thread-safe.
 */
final class PresenceTables {
  private final MemberTable local;
  private final Map<String, MemberTable> nodes = new HashMap<>();

  PresenceTables(MemberTable local) {
    this.local = local;
  }

  /** Returns the tables of the other nodes, by the node's name; to be changed. */
  Map<String, MemberTable> nodes() {
    return nodes;
  }

  private Stream<MemberTable> all() {
    return Stream.concat(Stream.of(local), nodes.values().stream());
  }

  /** Returns the number of connections of a user on all nodes. */
  int count(PresenceKey key) {
    return all().mapToInt(table -> table.get(key).count()).sum();
  }

  /** Returns the name that was reported last; null if none was. */
  @Nullable String name(PresenceKey key) {
    Connections newest = Connections.NONE;
    for (MemberTable table : all().toList()) {
      Connections each = table.get(key);
      if (each.name() != null && each.namedMicros() >= newest.namedMicros()) {
        newest = each;
      }
    }
    return newest.name();
  }

  /** Returns the users of a topic; the empty user stands for the clients without one. */
  Set<String> usersOf(String topic) {
    Set<String> users = new HashSet<>();
    all().forEach(table -> users.addAll(table.usersOf(topic)));
    return users;
  }

  /** Returns all users of all topics. */
  Set<PresenceKey> keys() {
    Set<PresenceKey> keys = new HashSet<>();
    all().forEach(table -> table.forEach((key, connections) -> keys.add(key)));
    return keys;
  }
}
