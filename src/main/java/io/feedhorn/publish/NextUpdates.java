package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.NextInTopic;
import io.feedhorn.log.NextUncounted;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.store.StoredUpdate;
import java.util.HashMap;
import java.util.Map;

/**
 * The updates that follow the log of one feed and are not in it yet. Not thread-safe: owned by the
 * writer's event loop.
 */
final class NextUpdates {
  private final FeedLog log;
  private final Map<String, Update> newestByTopic = new HashMap<>();
  private long endOffset;
  private long newestMicros;
  private final NextUncounted uncounted;
  private int newTopics;

  NextUpdates(FeedLog log) {
    this.log = log;
    this.uncounted = new NextUncounted(log.topics());
    this.endOffset = log.endPosition().offset();
  }

  /**
   * Adds an update with the next offset and seq.
   *
   * @throws io.feedhorn.model.FeedException if the topic is new and the feed has its maximum, or
   *     there is no topic to delete
   */
  Update add(PublishCommand command, long micros) {
    Topic topic = command.topic();
    Update previous = newestByTopic.get(topic.name());
    if (previous == null) {
      previous = log.newest(topic.name());
    }
    command.checkPrevious(previous == null || previous.isDeletion() ? 0 : previous.seq());
    NextInTopic next =
        log.topics()
            .next(
                topic,
                previous == null ? 0 : previous.seq(),
                previous == null ? 0 : previous.offset(),
                previous != null && !previous.isDeletion(),
                command.data(),
                newTopics);
    newTopics += next.addedTopics();
    newestMicros = Math.max(newestMicros, log.monotonicTimestamp(micros));
    Update update =
        next.update(
            topic,
            log.epoch(),
            ++endOffset,
            newestMicros,
            log.options(),
            command.data(),
            command.trace());
    newestByTopic.put(topic.name(), update);
    return update;
  }

  /** Returns the record of the update that was added last. */
  StoredUpdate record(Update update) {
    return new StoredUpdate(
        update.topic(),
        update.offset(),
        update.seq(),
        update.previousOffset(),
        update.timestampMicros(),
        update.data(),
        null,
        uncounted.after(update));
  }

  FeedLog log() {
    return log;
  }

  /** Returns the offset of the newest update. */
  long endOffset() {
    return endOffset;
  }
}
