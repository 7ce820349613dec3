package io.feedhorn.alerts;

import io.feedhorn.model.TopicPattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The rules of one feed by topic and pattern. Owned by an event loop, not thread-safe. */
final class RuleIndex {
  private final Map<String, Set<Entry>> byTopic = new HashMap<>();
  private final Map<TopicPattern, Set<Entry>> byPattern = new LinkedHashMap<>();

  /** A rule of a user. Immutable. */
  record Entry(String user, String id) {}

  void add(String user, AlertRule rule) {
    TopicPattern topics = rule.topics();
    Entry entry = new Entry(user, rule.id());
    if (topics.isTopic()) {
      byTopic.computeIfAbsent(topics.text(), topic -> new HashSet<>()).add(entry);
    } else {
      byPattern.computeIfAbsent(topics, pattern -> new HashSet<>()).add(entry);
    }
  }

  void remove(String user, AlertRule rule) {
    TopicPattern topics = rule.topics();
    Entry entry = new Entry(user, rule.id());
    if (topics.isTopic()) {
      remove(byTopic, topics.text(), entry);
    } else {
      remove(byPattern, topics, entry);
    }
  }

  private static <K> void remove(Map<K, Set<Entry>> entries, K key, Entry entry) {
    Set<Entry> found = entries.get(key);
    if (found != null && found.remove(entry) && found.isEmpty()) {
      entries.remove(key);
    }
  }

  /** Returns the rules on a topic. */
  Set<Entry> matching(String topic) {
    Set<Entry> exact = byTopic.getOrDefault(topic, Set.of());
    if (byPattern.isEmpty()) {
      return exact;
    }
    Set<Entry> found = new LinkedHashSet<>(exact);
    byPattern.forEach(
        (pattern, entries) -> {
          if (pattern.matches(topic)) {
            found.addAll(entries);
          }
        });
    return found;
  }

  boolean isEmpty() {
    return byTopic.isEmpty() && byPattern.isEmpty();
  }
}
