package io.feedhorn.log;

import static java.util.Comparator.comparingLong;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ordered log of one feed. One thread appends, which is asserted. Reading is wait-free on any
 * thread: the end offset is written last, so a reader that reads it first sees all updates up to
 * it.
 */
public final class FeedLog {
  private final String epoch;
  private final FeedOptions options;
  private final FeedTopics topics;
  private volatile long endOffset;
  private long newestMicros;
  private @Nullable Thread writer;

  FeedLog(String epoch, FeedOptions options) {
    this(epoch, options, LogLimits.DEFAULT.topics());
  }

  FeedLog(String epoch, FeedOptions options, int maxTopics) {
    this.epoch = epoch;
    this.options = options;
    this.topics = new FeedTopics(options, maxTopics);
  }

  /**
   * Assigns the next offset and seq to a value and stores it. Writer's thread only.
   *
   * @param data compact JSON in UTF-8; empty to delete the topic
   * @param micros the time at which the server accepted it, Unix time in microseconds; see {@link
   *     #monotonicTimestamp}
   * @throws FeedException {@link ErrorCode#TOO_MANY} if the topic is new and the feed has its
   *     maximum of topics; {@link ErrorCode#NOT_FOUND} if there is no topic to delete
   */
  public Update append(Topic topic, Buffer data, long micros) {
    return append(topic, data, micros, null);
  }

  /**
   * The same for a publish that may be traced.
   *
   * @param trace its trace context, or null
   */
  public Update append(Topic topic, Buffer data, long micros, @Nullable TraceContext trace) {
    assert isWriter() : "append by a second thread";
    NextInTopic next = topics.next(topic, data, 0);
    long ts = monotonicTimestamp(micros);
    Update update = next.update(topic, epoch, endOffset + 1, ts, options, data, trace);
    appendReplicated(update);
    return update;
  }

  /**
   * Returns a time, or the time of the newest update if that is later because the machine's clock
   * was set back: timestamps never decrease within a feed. Writer's thread only.
   */
  public long monotonicTimestamp(long micros) {
    return Math.max(micros, newestMicros);
  }

  /**
   * Stores an update whose offset was assigned before. Writer's thread only.
   *
   * @param update the next offset; a later one only if the updates in between are gone
   */
  public void appendReplicated(Update update) {
    append(update, false);
  }

  /**
   * Stores an update of a log that is loaded or copied, in order. Writer's thread only.
   *
   * @param uncounted the updates of its topic that are known not to count as unread
   */
  public void load(Update update, Uncounted uncounted) {
    append(update, true);
    topics.uncounted().set(update.topic().name(), uncounted);
  }

  private void append(Update update, boolean loading) {
    assert isWriter() : "append by a second thread";
    assert update.offset() > endOffset : "append out of order";
    topics.append(update, loading);
    newestMicros = monotonicTimestamp(update.timestampMicros());
    endOffset = update.offset();
  }

  /** Sets the receiver of the updates that history drops from now on. Writer's thread only. */
  public void onDropped(Consumer<Update> receiver) {
    topics.onDropped(receiver);
  }

  /** Continues after an offset whose update, and earlier ones, are gone. Writer's thread only. */
  public void skipTo(long offset) {
    assert isWriter() : "append by a second thread";
    endOffset = Math.max(endOffset, offset);
  }

  /** Makes the next thread that appends the writer. */
  void handOver() {
    writer = null;
  }

  /** Returns all retained updates, ordered by offset. Writer's thread only. */
  public List<Update> retained() {
    return topics.retained();
  }

  /**
   * Prepares a log that was loaded or copied for the first publish: removes topics whose deletion
   * is too old, and remembers the deletions of removed topics. Writer's thread only.
   */
  public void loaded(long nowMicros) {
    assert isWriter() : "change by a second thread";
    topics.loaded(nowMicros);
  }

  /**
   * Removes history that exceeds its maximum age, and topics that were deleted before. Writer's
   * thread only.
   */
  public void evictExpired(long nowMicros) {
    assert isWriter() : "eviction by a second thread";
    topics.evictExpired(nowMicros);
  }

  public FeedTopics topics() {
    return topics;
  }

  public FeedOptions options() {
    return options;
  }

  public String epoch() {
    return epoch;
  }

  /** Returns the position of the newest update. */
  public Position endPosition() {
    return new Position(epoch, endOffset);
  }

  /**
   * Returns the newest update of a topic, even if it is not delivered any more or a deletion, or
   * null if the log does not contain the topic.
   */
  public @Nullable Update newest(String topic) {
    TopicLog log = topics.find(topic);
    return log == null ? null : log.newest();
  }

  /**
   * Returns the newest update of a topic that is still delivered, or null if there is none or the
   * topic is deleted.
   */
  public @Nullable Update snapshot(String topic, long nowMicros) {
    TopicLog log = topics.find(topic);
    return log == null ? null : log.newestDeliverable(oldestMicros(nowMicros), nowMicros);
  }

  /**
   * Returns the offset of the update before a topic's newest one up to a bound; the bound itself if
   * there is no such update any more, or never was.
   */
  public long beforeNewest(String topic, long bound) {
    TopicLog log = topics.find(topic);
    Update newest = log == null ? null : log.newestUpTo(bound);
    return newest == null ? bound : newest.previousOffset();
  }

  /**
   * Returns the seq of a topic's newest update up to an offset, also if that update is gone; 0 if
   * there was none. If updates after the offset are gone, too, the result may be too small.
   * Writer's thread only.
   *
   * @param atLeast a seq that is known to be no larger than the result
   */
  public long seqUpTo(String topic, long bound, long atLeast) {
    TopicLog log = topics.find(topic);
    return log == null ? 0 : log.seqUpTo(bound, atLeast);
  }

  /** Returns the seq of a topic's oldest retained update; 1 without one. Writer's thread only. */
  public long oldestSeq(String topic) {
    TopicLog log = topics.find(topic);
    return log == null ? 1 : log.oldest().seq();
  }

  /**
   * Returns the number of updates of a topic with a seq after another one. Notifications count only
   * if they are retained and still delivered. Writer's thread only.
   */
  public long countAfter(String topic, long seq, long nowMicros) {
    TopicLog log = topics.find(topic);
    return log == null ? 0 : log.countAfter(seq, nowMicros);
  }

  /** Returns the names of the topics that a pattern matches, without deleted ones, in no order. */
  public List<String> topicNames(TopicPattern pattern) {
    return topics.matching(List.of(pattern)).stream()
        .map(TopicLog::newest)
        .filter(newest -> !newest.isDeletion())
        .map(newest -> newest.topic().name())
        .toList();
  }

  /** Returns the snapshot of each topic that a pattern matches, in no order. */
  public List<Update> snapshots(TopicPattern pattern, long nowMicros) {
    List<Update> snapshots = new ArrayList<>();
    long oldest = oldestMicros(nowMicros);
    for (TopicLog log : topics.matching(List.of(pattern))) {
      Update snapshot = log.newestDeliverable(oldest, nowMicros);
      if (snapshot != null) {
        snapshots.add(snapshot);
      }
    }
    return snapshots;
  }

  /**
   * Returns the newest updates of a topic up to an offset that are still delivered, oldest first.
   *
   * @param bound the end offset, as it was read before this call
   */
  public List<Update> history(String topic, int limit, long bound, long nowMicros) {
    List<Update> updates = new ArrayList<>();
    TopicLog log = topics.find(topic);
    Update update = log == null ? null : log.newestUpTo(bound);
    long oldest = oldestMicros(nowMicros);
    while (log != null && update != null && updates.size() < limit) {
      if (update.isDeliverable(nowMicros)) {
        updates.add(update);
      }
      Update older = log.before(update);
      update = older == null || older.timestampMicros() < oldest ? null : older;
    }
    updates.sort(comparingLong(Update::offset));
    return updates;
  }

  /**
   * Returns the replay up to the end of the log.
   *
   * @param requests the request for each topic, by the topic's name
   */
  public Replay read(
      List<TopicPattern> patterns, Function<String, ReplayRequest> requests, long nowMicros) {
    return reader(patterns, requests, nowMicros).readToEnd(() -> endOffset);
  }

  /**
   * Returns the replay up to an offset. Topics of which no update up to there is retained are left
   * out; their newest updates are after it.
   *
   * @param requests the request for each topic, by the topic's name
   */
  public Replay readUpTo(
      long bound,
      List<TopicPattern> patterns,
      Function<String, ReplayRequest> requests,
      long nowMicros) {
    return reader(patterns, requests, nowMicros).readUpTo(Math.min(bound, endOffset));
  }

  private LogReader reader(
      List<TopicPattern> patterns, Function<String, ReplayRequest> requests, long nowMicros) {
    return new LogReader(
        () -> topics.matching(patterns), requests, oldestMicros(nowMicros), nowMicros);
  }

  private long oldestMicros(long nowMicros) {
    return nowMicros - options.historyAge().toNanos() / 1_000;
  }

  private boolean isWriter() {
    if (writer == null) {
      writer = Thread.currentThread();
    }
    return writer == Thread.currentThread();
  }
}
