package io.feedhorn.transport;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The updates of one topic at one client, from its first subscription on: which ones may arrive,
 * and which ones must have arrived in the end.
 */
final class ReceivedTopicUpdate {
  private final String topic;
  private final Set<Long> received = new HashSet<>();
  private long after = Long.MAX_VALUE;
  private long historyUpTo;
  private boolean history;
  private long newest;

  ReceivedTopicUpdate(String topic) {
    this.topic = topic;
  }

  /** The client subscribed; live updates continue after an offset. */
  void subscribed(long end) {
    after = Math.min(after, end);
  }

  /** The server confirmed that nothing is missing after an offset. */
  void completeAfter(long since) {
    after = Math.min(after, since);
  }

  /** The client subscribed from earliest: history may arrive after newer updates. */
  void subscribedFromEarliest(long end) {
    history = true;
    historyUpTo = Math.max(historyUpTo, end);
  }

  /** Records an update, and returns its violations. */
  List<String> received(JsonObject update) {
    List<String> violations = new ArrayList<>();
    long offset = update.getLong("offset");
    if (!received.add(offset)) {
      violations.add("duplicate: " + update);
    }
    boolean late = history && offset <= historyUpTo;
    if (offset < newest && !late) {
      violations.add("out of order after " + newest + ": " + update);
    }
    newest = Math.max(newest, offset);
    return violations;
  }

  /**
   * Returns the offsets that are missing.
   *
   * @param published the offsets of each topic
   */
  List<Long> missing(Map<String, List<Long>> published) {
    long from = history ? 0 : after;
    return published.getOrDefault(topic, List.of()).stream()
        .filter(offset -> offset > from && !received.contains(offset))
        .toList();
  }

  /** The topics of one client. */
  static final class Topics {
    private final Map<String, ReceivedTopicUpdate> byTopic = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    ReceivedTopicUpdate of(String topic) {
      return byTopic.computeIfAbsent(topic, ReceivedTopicUpdate::new);
    }

    void remove(java.util.function.Predicate<String> topics) {
      byTopic.keySet().removeIf(topics);
    }

    void received(JsonObject update) {
      ReceivedTopicUpdate topic = byTopic.get(update.getString("topic"));
      if (topic == null) {
        violations.add("not subscribed: " + update);
      } else {
        violations.addAll(topic.received(update));
      }
    }

    List<String> violations() {
      return violations;
    }

    Map<String, List<Long>> missing(Map<String, List<Long>> published) {
      Map<String, List<Long>> missing = new HashMap<>();
      byTopic.forEach((topic, each) -> missing.put(topic, each.missing(published)));
      missing.values().removeIf(List::isEmpty);
      return missing;
    }
  }
}
