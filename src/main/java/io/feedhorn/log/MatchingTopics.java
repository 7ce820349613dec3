package io.feedhorn.log;

import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the topics of a feed that patterns match. Safe on any thread if the map is. */
final class MatchingTopics {
  private MatchingTopics() {}

  /**
   * Returns the logs that any of some patterns match, each once, in no order.
   *
   * @param topics the logs by the topic's name
   */
  static Collection<TopicLog> of(Map<String, TopicLog> topics, List<TopicPattern> patterns) {
    if (patterns.stream().allMatch(TopicPattern::isTopic)) {
      Set<TopicLog> named = new LinkedHashSet<>();
      for (TopicPattern pattern : patterns) {
        TopicLog log = topics.get(pattern.text());
        if (log != null) {
          named.add(log);
        }
      }
      return named;
    }
    List<TopicLog> matching = new ArrayList<>();
    for (TopicLog log : topics.values()) {
      String name = log.newest().topic().name();
      if (patterns.stream().anyMatch(pattern -> pattern.matches(name))) {
        matching.add(log);
      }
    }
    return matching;
  }
}
