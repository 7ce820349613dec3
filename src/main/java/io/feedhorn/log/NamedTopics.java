package io.feedhorn.log;

import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The logs of a feed's topics by name, and in the order of names, so that a pattern with a long
 * beginning is found without comparing all topics. Changed by the feed's writer, read on any
 * thread.
 */
final class NamedTopics {
  /** The character after the dot: names that begin with {@code a.b.} are less than {@code a.b/}. */
  private static final char AFTER_DOT = '.' + 1;

  // Apart from the order, because each publish looks up its topic, and topics begin rarely.
  private final Map<String, TopicLog> logs = new ConcurrentHashMap<>();
  private final NavigableMap<String, TopicLog> ordered = new ConcurrentSkipListMap<>();

  @Nullable TopicLog get(String name) {
    return logs.get(name);
  }

  boolean contains(String name) {
    return logs.containsKey(name);
  }

  int size() {
    return logs.size();
  }

  Collection<TopicLog> all() {
    return logs.values();
  }

  void put(String name, TopicLog log) {
    logs.put(name, log);
    ordered.put(name, log);
  }

  void remove(String name) {
    ordered.remove(name);
    logs.remove(name);
  }

  /** Returns the logs that any of some patterns match, each once, in no order. */
  Collection<TopicLog> matching(List<TopicPattern> patterns) {
    if (patterns.stream().anyMatch(pattern -> pattern.prefix() == null && !pattern.isTopic())) {
      return compareAll(patterns);
    }
    Set<TopicLog> matching = new LinkedHashSet<>();
    for (TopicPattern pattern : patterns) {
      String prefix = pattern.prefix();
      if (prefix != null) {
        String end = prefix.substring(0, prefix.length() - 1) + AFTER_DOT;
        ordered
            .subMap(prefix, end)
            .forEach(
                (name, log) -> {
                  if (pattern.matches(name)) {
                    matching.add(log);
                  }
                });
      } else {
        TopicLog log = logs.get(pattern.text());
        if (log != null) {
          matching.add(log);
        }
      }
    }
    return matching;
  }

  private Collection<TopicLog> compareAll(List<TopicPattern> patterns) {
    List<TopicLog> matching = new ArrayList<>();
    for (TopicLog log : logs.values()) {
      String name = log.newest().topic().name();
      if (patterns.stream().anyMatch(pattern -> pattern.matches(name))) {
        matching.add(log);
      }
    }
    return matching;
  }
}
