package io.feedhorn.transport;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One topic as one client hears it, from when it first asks for it until it does not any more: what
 * may come, and what must have come in the end.
 */
final class ReceivedTopicUpdate {
  private final String topic;
  private final Set<Long> taken = new HashSet<>();
  private long after = Long.MAX_VALUE;
  private long historyUpTo;
  private boolean history;
  private long newest;

  ReceivedTopicUpdate(String topic) {
    this.topic = topic;
  }

  /** The client asked, and was told that live updates go on after an offset. */
  void asked(long tail) {
    after = Math.min(after, tail);
  }

  /** The client was told that it is whole from an offset on. */
  void whole(long since) {
    after = Math.min(after, since);
  }

  /** The client asked for what is left of history, which may come behind what it heard already. */
  void earliest(long tail) {
    history = true;
    historyUpTo = Math.max(historyUpTo, tail);
  }

  /** An update came; what is wrong with that. */
  List<String> took(JsonObject update) {
    List<String> wrong = new ArrayList<>();
    long offset = update.getLong("offset");
    if (!taken.add(offset)) {
      wrong.add("came twice: " + update);
    }
    boolean late = history && offset <= historyUpTo;
    if (offset < newest && !late) {
      wrong.add("came after " + newest + ": " + update);
    }
    newest = Math.max(newest, offset);
    return wrong;
  }

  /** What did not come, of all that was published, by the offsets of each topic. */
  List<Long> missing(Map<String, List<Long>> published) {
    long from = history ? 0 : after;
    return published.getOrDefault(topic, List.of()).stream()
        .filter(offset -> offset > from && !taken.contains(offset))
        .toList();
  }

  /** All topics of one client. */
  static final class Topics {
    private final Map<String, ReceivedTopicUpdate> heard = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    ReceivedTopicUpdate of(String topic) {
      return heard.computeIfAbsent(topic, ReceivedTopicUpdate::new);
    }

    void forget(java.util.function.Predicate<String> topics) {
      heard.keySet().removeIf(topics);
    }

    void took(JsonObject update) {
      ReceivedTopicUpdate topic = heard.get(update.getString("topic"));
      if (topic == null) {
        wrong.add("nobody asks for it: " + update);
      } else {
        wrong.addAll(topic.took(update));
      }
    }

    List<String> wrong() {
      return wrong;
    }

    Map<String, List<Long>> missing(Map<String, List<Long>> published) {
      Map<String, List<Long>> missing = new HashMap<>();
      heard.forEach((topic, each) -> missing.put(topic, each.missing(published)));
      missing.values().removeIf(List::isEmpty);
      return missing;
    }
  }
}
