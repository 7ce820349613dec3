package io.feedhorn.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The users whose presence is published, within the maximum numbers. Owned by the writer's event
 * loop, not thread-safe.
 */
final class ListedMembers {
  private final int maxTopics;
  private final int maxMembers;
  private final int maxTotal;
  private final Map<String, Set<String>> topics = new HashMap<>();
  private int members;
  private int total;

  ListedMembers(PresenceOptions options) {
    this.maxTopics = options.topics();
    this.maxMembers = options.members();
    this.maxTotal = options.total();
  }

  void clear() {
    topics.clear();
    members = 0;
    total = 0;
  }

  /** Returns true if one more user can be published; clients without a user need a topic only. */
  boolean hasRoom(PresenceKey key) {
    if (total >= maxTotal) {
      return false;
    }
    Set<String> users = topics.get(key.topic());
    if (users == null) {
      return topics.size() < maxTopics;
    }
    return key.isAnonymous() || users.size() - (users.contains("") ? 1 : 0) < maxMembers;
  }

  void add(PresenceKey key) {
    if (topics.computeIfAbsent(key.topic(), topic -> new HashSet<>()).add(key.user())) {
      members += key.isAnonymous() ? 0 : 1;
      total++;
    }
  }

  void remove(PresenceKey key) {
    Set<String> users = topics.get(key.topic());
    if (users != null && users.remove(key.user())) {
      members -= key.isAnonymous() ? 0 : 1;
      total--;
      if (users.isEmpty()) {
        topics.remove(key.topic());
      }
    }
  }

  boolean contains(PresenceKey key) {
    return topics.getOrDefault(key.topic(), Set.of()).contains(key.user());
  }

  int topicCount() {
    return topics.size();
  }

  int memberCount() {
    return members;
  }
}
