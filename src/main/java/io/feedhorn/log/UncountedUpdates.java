package io.feedhorn.log;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The updates of the topics of one feed that do not count as unread. Used by the feed's writer, not
 * thread-safe.
 */
public final class UncountedUpdates {
  private final NamedTopics topics;
  private final DeletedTopics deleted;

  UncountedUpdates(NamedTopics topics, DeletedTopics deleted) {
    this.topics = topics;
    this.deleted = deleted;
  }

  /**
   * Returns those before the first update of a topic. This copy of the log may not have removed the
   * topic yet whose deletion the update follows.
   *
   * @param first follows all updates of the log, none of which is of its topic
   */
  static Uncounted before(Update first) {
    return new Uncounted(first.seq() - 1, first.previousOffset());
  }

  /** Returns those of the topic of an update, which may begin with it. */
  public Uncounted of(Update update) {
    return of(update.topic(), update.seq(), update.previousOffset());
  }

  Uncounted of(Topic topic, long seq, long previousOffset) {
    TopicLog log = topics.get(topic.name());
    if (log != null) {
      return log.uncounted();
    }
    // Else the update before may be one of the same topic that the log does not have yet.
    return deleted.contains(previousOffset)
        ? new Uncounted(seq - 1, previousOffset)
        : Uncounted.NONE;
  }

  /** Returns the offset after which the updates of a topic count. */
  public long countedAfter(String topic) {
    TopicLog log = topics.get(topic);
    return log == null ? 0 : log.uncounted().offset();
  }

  /** Returns true if the update of a topic with an offset is retained and still delivered. */
  public boolean isDelivered(String topic, long offset, long nowMicros) {
    TopicLog log = topics.get(topic);
    Update update = log == null ? null : log.oldestAfter(offset - 1);
    return update != null && update.offset() == offset && update.isDeliverable(nowMicros);
  }

  /** Sets those of a topic, unless later ones are known. */
  void set(String topic, Uncounted uncounted) {
    TopicLog log = topics.get(topic);
    if (log != null) {
      log.stopCounting(uncounted);
    }
  }

  /**
   * Finds the topics that began after one was removed, as far as history has their first update: it
   * names the deletion of the removed one.
   *
   * @param deletions all that are retained
   */
  void findFirstUpdates(List<Update> deletions) {
    Set<Long> offsets = deletions.stream().map(Update::offset).collect(Collectors.toSet());
    for (TopicLog topic : topics.all()) {
      Update oldest = topic.oldest();
      if (offsets.contains(oldest.previousOffset())) {
        topic.stopCounting(new Uncounted(oldest.seq() - 1, oldest.previousOffset()));
      }
    }
  }
}
