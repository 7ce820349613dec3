package io.feedhorn.hub;

import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The subscriptions of one feed by topic. Owned by a hub's event loop, not thread-safe. A topic is
 * matched at its first update, and again only after the first subscription to a pattern was added
 * or the last one removed. Patterns without wildcards are found by name.
 */
final class PatternIndex {
  private final Map<String, Group> groups = new HashMap<>();
  private final List<Group> wildcards = new ArrayList<>(1);
  private final Map<String, List<Group>> groupsByTopic = new HashMap<>();

  /** The subscriptions with one pattern. */
  static final class Group {
    private final TopicPattern pattern;
    private final List<Subscription> subscriptions = new ArrayList<>(1);

    private Group(TopicPattern pattern) {
      this.pattern = pattern;
    }

    TopicPattern pattern() {
      return pattern;
    }

    List<Subscription> subscriptions() {
      return subscriptions;
    }
  }

  /**
   * Adds a subscription.
   *
   * @return the pattern, as the object that all subscriptions to it share
   */
  TopicPattern add(TopicPattern pattern, Subscription subscription) {
    Group group = groups.get(pattern.text());
    if (group == null) {
      group = new Group(pattern);
      groups.put(pattern.text(), group);
      if (!pattern.isTopic()) {
        wildcards.add(group);
      }
      invalidate(pattern);
    }
    group.subscriptions.add(subscription);
    return group.pattern;
  }

  void remove(TopicPattern pattern, Subscription subscription) {
    Group group = groups.get(pattern.text());
    if (group != null && group.subscriptions.remove(subscription)) {
      if (group.subscriptions.isEmpty()) {
        groups.remove(pattern.text());
        wildcards.remove(group);
        invalidate(pattern);
      }
    }
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Returns true if a subscription names a topic. */
  boolean hasNamed(String topic) {
    return groups.containsKey(topic);
  }

  /** Returns all subscriptions, each once. */
  Set<Subscription> all() {
    Set<Subscription> all = new LinkedHashSet<>();
    groups.values().forEach(group -> all.addAll(group.subscriptions));
    return all;
  }

  /** Returns the groups whose pattern matches a topic. A subscription may be in several of them. */
  List<Group> of(String topic) {
    // Not computeIfAbsent: it is too large to be inlined, so each lookup would allocate the lambda.
    List<Group> known = groupsByTopic.get(topic);
    if (known == null) {
      known = match(topic);
      groupsByTopic.put(topic, known);
    }
    return known;
  }

  /** Forgets the groups of a topic that has ended; an update finds them again. */
  void forget(String topic) {
    groupsByTopic.remove(topic);
  }

  private List<Group> match(String topic) {
    List<Group> matching = new ArrayList<>(1);
    Group named = groups.get(topic);
    if (named != null) {
      matching.add(named);
    }
    for (Group group : wildcards) {
      if (group.pattern.matches(topic)) {
        matching.add(group);
      }
    }
    return matching;
  }

  private void invalidate(TopicPattern pattern) {
    if (pattern.isTopic()) {
      groupsByTopic.remove(pattern.text());
    } else {
      groupsByTopic.clear();
    }
  }
}
