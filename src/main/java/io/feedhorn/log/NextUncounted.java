package io.feedhorn.log;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import java.util.HashMap;
import java.util.Map;

/**
 * The updates that do not count as unread, after updates that are about to be stored and are not in
 * the log yet. Not thread-safe: owned by the writer's event loop.
 */
public final class NextUncounted {
  private final FeedTopics topics;
  private final Map<String, Uncounted> byTopic = new HashMap<>();

  /** Creates the state at the end of a log. */
  public NextUncounted(FeedTopics topics) {
    this.topics = topics;
  }

  /** Returns those of the topic of the next update. */
  public Uncounted after(Update next) {
    return after(next.topic(), next.offset(), next.seq(), next.previousOffset(), next.isDeletion());
  }

  /** Returns those of a topic after its next update. */
  public Uncounted after(
      Topic topic, long offset, long seq, long previousOffset, boolean isDeletion) {
    Uncounted known = byTopic.get(topic.name());
    Uncounted before = known == null ? topics.uncounted().of(topic, seq, previousOffset) : known;
    Uncounted after = isDeletion ? new Uncounted(seq, offset) : before;
    byTopic.put(topic.name(), after);
    return after;
  }
}
