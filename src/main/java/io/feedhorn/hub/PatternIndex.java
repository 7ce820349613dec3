package io.feedhorn.hub;

import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which subscriptions of one feed a topic goes to. Not thread-safe: owned by a hub's event loop. A
 * topic is matched once, at its first update, and again only where a pattern that nobody had came
 * or went; patterns without wildcards are not searched for it.
 */
final class PatternIndex {
  private final Map<String, Group> groups = new HashMap<>();
  private final List<Group> wildcards = new ArrayList<>(1);
  private final Map<String, List<Group>> groupsByTopic = new HashMap<>();

  /** All subscriptions with one pattern. */
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

  void add(TopicPattern pattern, Subscription subscription) {
    Group group = groups.get(pattern.text());
    if (group == null) {
      group = new Group(pattern);
      groups.put(pattern.text(), group);
      if (!pattern.isTopic()) {
        wildcards.add(group);
      }
      forget(pattern);
    }
    group.subscriptions.add(subscription);
  }

  void remove(TopicPattern pattern, Subscription subscription) {
    Group group = groups.get(pattern.text());
    if (group != null && group.subscriptions.remove(subscription)) {
      if (group.subscriptions.isEmpty()) {
        groups.remove(pattern.text());
        wildcards.remove(group);
        forget(pattern);
      }
    }
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Every subscription, each once. */
  Set<Subscription> all() {
    Set<Subscription> all = new LinkedHashSet<>();
    groups.values().forEach(group -> all.addAll(group.subscriptions));
    return all;
  }

  /** The groups whose pattern stands for a topic. A subscription may be in more than one. */
  List<Group> of(String topic) {
    return groupsByTopic.computeIfAbsent(topic, this::match);
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

  private void forget(TopicPattern pattern) {
    if (pattern.isTopic()) {
      groupsByTopic.remove(pattern.text());
    } else {
      groupsByTopic.clear();
    }
  }
}
