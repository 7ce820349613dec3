package io.feedhorn.log;

import static java.util.Comparator.comparingLong;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one feed. A deleted topic stays until its deletion is older than history, or its
 * place is needed; then it is removed with its history. Changed by the feed's writer; methods for
 * other threads are documented as such.
 */
public final class FeedTopics {
  private final FeedOptions options;
  private final int maxTopics;
  private final NamedTopics topics = new NamedTopics();
  private final DeletedTopics deleted = new DeletedTopics();
  private final UncountedUpdates uncounted = new UncountedUpdates(topics, deleted);
  private final LogSize size = new LogSize();
  private volatile int count;
  private long version;
  private Consumer<Update> dropped = update -> {};

  FeedTopics(FeedOptions options, int maxTopics) {
    this.options = options;
    this.maxTopics = maxTopics;
  }

  void onDropped(Consumer<Update> receiver) {
    dropped = receiver;
  }

  /**
   * Returns the numbers of a topic's next update.
   *
   * @param topic the topic
   * @param data the value; empty for a deletion
   * @param others the number of other new topics that are about to be stored
   * @throws FeedException {@link ErrorCode#TOO_MANY} if the topic is new and the feed has its
   *     maximum of topics; {@link ErrorCode#NOT_FOUND} if a topic is to be deleted that is not
   *     there
   */
  public NextInTopic next(Topic topic, Buffer data, int others) {
    TopicLog log = topics.get(topic.name());
    return log == null
        ? next(topic, 0, 0, false, data, others)
        : next(topic, log.newest().seq(), log.newest().offset(), !log.isDeleted(), data, others);
  }

  /**
   * Returns the numbers of the next update of a topic whose newest one may not be stored yet.
   *
   * @param seq the seq of the topic's newest update; 0 if there is none
   * @param offset the offset of the topic's newest update
   * @param live false if the topic has no newest update, or it is a deletion
   * @param data the value; empty for a deletion
   * @param others the number of other new topics that are about to be stored
   * @throws FeedException as {@link #next(Topic, Buffer, int)}
   */
  public NextInTopic next(
      Topic topic, long seq, long offset, boolean live, Buffer data, int others) {
    boolean deletion = data.length() == 0;
    if (deletion && !live) {
      throw notFound(topic);
    }
    if (!live && count + others >= maxTopics) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "There is no room for the topic '%s': its feed has %d (limits.topics)."
              .formatted(topic, maxTopics));
    }
    int added = deletion ? -1 : live ? 0 : 1;
    return seq == 0
        ? new NextInTopic(deleted.removedSeq() + 1, deleted.removedOffset(), added)
        : new NextInTopic(seq + 1, offset, added);
  }

  /** Returns the refusal to delete a topic that is not there. */
  public static FeedException notFound(Topic topic) {
    return new FeedException(
        ErrorCode.NOT_FOUND,
        "There is no topic '" + topic + "': nothing was published on it, or it is deleted.");
  }

  /**
   * Stores the next update.
   *
   * @param loading true if the log is being loaded or copied: a deletion for which history has no
   *     room any more was remembered then
   */
  void append(Update update, boolean loading) {
    String name = update.topic().name();
    TopicLog log = topics.get(name);
    if (log != null && log.isDeleted() && update.seq() != log.newest().seq() + 1) {
      // Another copy of the log had removed the topic before it was published on again.
      remove(log);
      log = null;
    }
    Update before = log == null ? null : log.newest();
    if (log == null) {
      makeRoom();
      Uncounted earlier = loading ? Uncounted.NONE : UncountedUpdates.before(update);
      log = new TopicLog(options.historySize(), update, earlier);
      topics.put(name, log);
    } else {
      Update replaced = log.append(update);
      if (replaced != null) {
        size.remove(replaced);
        drop(replaced, loading ? Long.MAX_VALUE : oldestMicros(update.timestampMicros()));
      }
    }
    size.add(update);
    deleted.onAppend(log, before);
    if (before == null || before.isDeletion() != update.isDeletion()) {
      countTopics();
    }
  }

  private void countTopics() {
    count = topics.size() - deleted.size();
    version++;
  }

  /** Removes deleted topics, the oldest first, if the feed has its maximum of topics. */
  private void makeRoom() {
    TopicLog oldest = deleted.oldest();
    while (oldest != null && topics.size() >= maxTopics) {
      remove(oldest);
      oldest = deleted.oldest();
    }
  }

  /** Removes a deleted topic. */
  private void remove(TopicLog topic) {
    Update deletion = topic.newest();
    List<Update> history = new ArrayList<>();
    topic.collectAll(history);
    history.forEach(size::remove);
    history.remove(deletion);
    // Before the topic is gone: a reader that does not find it must see that it was removed.
    Collection<Update> unneeded = deleted.remember(deletion);
    deleted.remove(topic);
    topics.remove(deletion.topic().name());
    countTopics();
    history.forEach(dropped);
    dropUnneeded(unneeded);
  }

  /** Drops an update of a topic that stays; a deletion may be one of those to be remembered. */
  private void drop(Update update, long oldestMicros) {
    if (update.isDeletion() && isRemembered(update, oldestMicros)) {
      dropUnneeded(deleted.remember(update));
    } else {
      dropped.accept(update);
    }
  }

  private boolean isRemembered(Update deletion, long oldestMicros) {
    return deletion.timestampMicros() < oldestMicros || deleted.remembered().contains(deletion);
  }

  private void dropUnneeded(Collection<Update> deletions) {
    for (Update deletion : deletions) {
      TopicLog topic = topics.get(deletion.topic().name());
      if (topic == null || !topic.retains(deletion)) {
        dropped.accept(deletion);
      }
    }
  }

  List<Update> retained() {
    List<Update> retained = new ArrayList<>();
    topics.all().forEach(topic -> topic.collectAll(retained));
    for (Update deletion : deleted.remembered()) {
      TopicLog topic = topics.get(deletion.topic().name());
      if (topic == null || !topic.retains(deletion)) {
        retained.add(deletion);
      }
    }
    retained.sort(comparingLong(Update::offset));
    return retained;
  }

  void loaded(long nowMicros) {
    List<Update> deletions = retained().stream().filter(Update::isDeletion).toList();
    uncounted.findFirstUpdates(deletions);
    deletions.stream().filter(this::isMaybeRemembered).forEach(deleted::remember);
    removeDeletedBefore(oldestMicros(nowMicros));
  }

  /**
   * Returns true if a deletion may be that of a topic that was removed: its history is gone, and
   * updates that were published later have larger numbers.
   */
  private boolean isMaybeRemembered(Update deletion) {
    TopicLog topic = topics.get(deletion.topic().name());
    return topic == null || topic.before(deletion) == null;
  }

  void evictExpired(long nowMicros) {
    long oldest = oldestMicros(nowMicros);
    topics
        .all()
        .forEach(topic -> topic.evictBefore(oldest, nowMicros, update -> evict(update, oldest)));
    removeDeletedBefore(oldest);
  }

  private void evict(Update update, long oldestMicros) {
    size.remove(update);
    drop(update, oldestMicros);
  }

  private void removeDeletedBefore(long micros) {
    TopicLog first = deleted.oldest();
    while (first != null && first.newest().timestampMicros() < micros) {
      remove(first);
      first = deleted.oldest();
    }
  }

  private long oldestMicros(long nowMicros) {
    return nowMicros - options.historyAge().toNanos() / 1_000;
  }

  /** Returns the log of a topic, deleted or not; null if there is none. Safe on any thread. */
  @Nullable TopicLog find(String topic) {
    return topics.get(topic);
  }

  /** Returns the logs of topics that any of some patterns match. Safe on any thread. */
  Collection<TopicLog> matching(List<TopicPattern> patterns) {
    return topics.matching(patterns);
  }

  /** Returns the number of topics that are not deleted. Safe on any thread. */
  public int count() {
    return count;
  }

  /** Returns the size of all topics, deleted ones included. Safe on any thread. */
  public LogSize size() {
    return size;
  }

  /** Returns a number that changes whenever a topic begins or ends. */
  public long version() {
    return version;
  }

  /** Returns true if a topic has updates and is not deleted. Safe on any thread. */
  public boolean contains(String topic) {
    TopicLog log = topics.get(topic);
    return log != null && !log.isDeleted();
  }

  /**
   * Returns true if no topic that matches any of some patterns can have been removed. Safe on any
   * thread.
   */
  public boolean knowsAll(List<TopicPattern> patterns) {
    return deleted.removedOffset() == 0
        || patterns.stream().allMatch(each -> each.isTopic() && topics.contains(each.text()));
  }

  /** Returns the offset of the newest removed deletion; 0 without any. Safe on any thread. */
  public long removedOffset() {
    return deleted.removedOffset();
  }

  /** Returns the updates that do not count as unread. */
  public UncountedUpdates uncounted() {
    return uncounted;
  }

  /** Returns the newest updates of topics on which nothing was published since a time. */
  public List<Update> idleSince(long micros, int limit) {
    return topics.all().stream()
        .map(TopicLog::newest)
        .filter(newest -> newest.timestampMicros() < micros && !newest.isDeletion())
        .limit(limit)
        .toList();
  }
}
