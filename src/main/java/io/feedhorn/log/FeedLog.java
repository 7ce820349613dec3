package io.feedhorn.log;

import static java.util.Comparator.comparingLong;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ordered log of one feed. Not thread-safe for writing: one thread appends, asserted. Reading
 * is wait-free from any thread: the tail is written last, so that whoever reads the tail sees every
 * update up to it.
 */
public final class FeedLog {
  private static final int MAX_TRIES = 8;
  private static final int FRESH_UPDATES = 4_096;
  private static final int FRESH_BYTES = 1024 * 1024;

  private final String epoch;
  private final FeedOptions options;
  private final int mostTopics;
  private final Map<String, TopicLog> topics = new ConcurrentHashMap<>();
  private final ArrayDeque<Update> fresh = new ArrayDeque<>();
  private volatile long endPosition;
  private int freshBytes;
  private long newestMicros;
  private @Nullable Thread writer;

  FeedLog(String epoch, FeedOptions options) {
    this(epoch, options, LogLimits.DEFAULT.topics());
  }

  FeedLog(String epoch, FeedOptions options, int mostTopics) {
    this.epoch = epoch;
    this.options = options;
    this.mostTopics = mostTopics;
  }

  /**
   * Gives the next offset and seq to a value and keeps it. Writer's thread only.
   *
   * @param data compact JSON in UTF-8
   * @param micros when the server accepted it, Unix time in microseconds; where the machine's clock
   *     was put back, the update has the time of the one before it, so that time never runs
   *     backwards within a feed
   * @throws FeedException {@link ErrorCode#TOO_MANY} where the topic is new and there are as many
   *     as may be
   */
  public Update append(Topic topic, Buffer data, long micros) {
    assert isWriter() : "appended from a second thread";
    TopicLog known = topics.get(topic.name());
    checkTopicLimit(topic, 0);
    long seq = known == null ? 1 : known.newest().seq() + 1;
    long previous = known == null ? 0 : known.newest().offset();
    long ts = monotonicTimestamp(micros);
    Update update = new Update(topic, epoch, endPosition + 1, seq, ts, previous, options.delivery(), data);
    appendReplicated(update);
    return update;
  }

  /** A time, or that of the newest update where a clock was put back. Writer's thread only. */
  public long monotonicTimestamp(long micros) {
    return Math.max(micros, newestMicros);
  }

  /**
   * Refuses a topic that there is no room for.
   *
   * @param others new topics that are about to be kept, too
   * @throws FeedException {@link ErrorCode#TOO_MANY} where the topic is new and there are as many
   *     as may be
   */
  public void checkTopicLimit(Topic topic, int others) {
    if (!topics.containsKey(topic.name()) && topics.size() + others >= mostTopics) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "There is no room for the topic '%s': its feed has %d (limits.topics)."
              .formatted(topic, mostTopics));
    }
  }

  /**
   * Keeps an update that was given its place elsewhere. Writer's thread only.
   *
   * @param update one past the tail; further only where what lies between is not kept any more
   */
  public void appendReplicated(Update update) {
    assert isWriter() : "taken from a second thread";
    assert update.offset() > endPosition : "taken out of order";
    TopicLog known = topics.get(update.topic().name());
    if (known == null) {
      topics.put(update.topic().name(), new TopicLog(options.historySize(), update));
    } else {
      known.append(update);
    }
    newestMicros = monotonicTimestamp(update.timestampMicros());
    endPosition = update.offset();
    trackRecent(update);
  }

  /** Every update that is kept, in the order of their offsets. Writer's thread only. */
  public List<Update> retained() {
    List<Update> kept = new ArrayList<>();
    topics.values().forEach(topic -> topic.collectAll(kept));
    kept.sort(comparingLong(Update::offset));
    return kept;
  }

  /** What most readers have by now lets go of its wire forms, which would outweigh history. */
  private void trackRecent(Update update) {
    fresh.add(update);
    freshBytes += update.json().length();
    while (fresh.size() > FRESH_UPDATES || (freshBytes > FRESH_BYTES && fresh.size() > 1)) {
      Update settled = fresh.remove();
      freshBytes -= settled.json().length();
      settled.dropEncodings();
    }
  }

  /** Lets go of history past its age. Writer's thread only. */
  public void evictExpired(long nowMicros) {
    assert isWriter() : "cut from a second thread";
    long oldest = oldest(nowMicros);
    topics.values().forEach(topic -> topic.evictBefore(oldest));
  }

  /** Returns the number of topics with at least one update. */
  public int topicCount() {
    return topics.size();
  }

  public FeedOptions options() {
    return options;
  }

  /** Where the log ends now. */
  public Position endPosition() {
    return new Position(epoch, endPosition);
  }

  /** The newest update of a topic, or null where nothing was published on it. */
  public @Nullable Update snapshot(String topic) {
    TopicLog log = topics.get(topic);
    return log == null ? null : log.newest();
  }

  /**
   * The offset of a topic's update before the newest one that is not past an offset; that offset
   * where such an update is not there any more, or never was.
   */
  public long beforeNewest(String topic, long upTo) {
    TopicLog log = topics.get(topic);
    Update newest = log == null ? null : log.newestUpTo(upTo);
    return newest == null ? upTo : newest.previousOffset();
  }

  /** The newest update of every topic that a pattern stands for, in no order. */
  public List<Update> snapshots(TopicPattern pattern) {
    List<Update> snapshots = new ArrayList<>();
    for (TopicLog log : matching(List.of(pattern))) {
      snapshots.add(log.newest());
    }
    return snapshots;
  }

  /**
   * The newest updates of a topic that are not past an offset, oldest first, at most so many.
   *
   * @param upTo the tail, as it was read before this call
   */
  public List<Update> history(String topic, int limit, long upTo, long nowMicros) {
    List<Update> newestFirst = new ArrayList<>();
    TopicLog log = topics.get(topic);
    Update update = log == null ? null : log.newestUpTo(upTo);
    long oldest = oldest(nowMicros);
    while (log != null && update != null && newestFirst.size() < limit) {
      if (!newestFirst.isEmpty() && update.timestampMicros() < oldest) {
        break;
      }
      newestFirst.add(update);
      update = log.before(update);
    }
    newestFirst.sort(comparingLong(Update::offset));
    return newestFirst;
  }

  /**
   * What a reader is owed of the topics that the patterns stand for. Where history no longer
   * reaches back for a topic, its snapshot alone stands in and the replay is not recovered. A topic
   * that the writer goes on moving past the tail faster than this can read is left out: its newest
   * update comes after the replay.
   *
   * @param wants what is wanted of a topic by its name
   */
  public Replay read(
      List<TopicPattern> patterns, Function<String, ReplayRequest> wants, long nowMicros) {
    // A writer that laps the reader moves a topic past the bound; the next bound includes it. But
    // with little history and many topics there is always one, and no loop may wait for that.
    for (int tries = 1; ; tries++) {
      Reading reading = read(patterns, wants, nowMicros, endPosition);
      if (!reading.overtaken || tries == MAX_TRIES) {
        return reading.replay;
      }
    }
  }

  /**
   * What a reader was owed when the log ended at an offset. A topic of which everything up to there
   * is gone is left out: its newest update came after that.
   */
  public Replay readUpTo(
      long offset,
      List<TopicPattern> patterns,
      Function<String, ReplayRequest> wants,
      long nowMicros) {
    return read(patterns, wants, nowMicros, Math.min(offset, endPosition)).replay;
  }

  private Reading read(
      List<TopicPattern> patterns,
      Function<String, ReplayRequest> wants,
      long nowMicros,
      long bound) {
    long oldest = oldest(nowMicros);
    List<Update> updates = new ArrayList<>();
    boolean recovered = true;
    boolean overtaken = false;
    for (TopicLog log : matching(patterns)) {
      ReplayRequest request = wants.apply(log.newest().topic().name());
      if (log.newest().offset() > request.after() && log.firstOffset() <= bound) {
        Update newest = log.newestUpTo(bound);
        boolean heard =
            !request.exact() || (newest != null && newest.offset() > request.deliveredAfter());
        if (heard) {
          recovered &= earlier(log, request, bound, oldest, updates);
        } else {
          boolean gone =
              newest == null
                  && !log.hasNothing(request.after(), Math.min(bound, request.deliveredAfter()));
          overtaken |= gone;
          recovered &=
              newest == null
                  ? !gone || request.latestOnly() || request.partial()
                  : log.collect(request, newest, oldest, updates);
        }
      }
    }
    updates.sort(comparingLong(Update::offset));
    return new Reading(new Replay(bound, recovered, updates), overtaken);
  }

  /**
   * Returns the updates that a reader is owed of a topic whose newest update it was given. Updates
   * of a topic never go back in its hands: if there is a hole, the reader is told that, unless it
   * asked for what is left of history, which then comes late.
   */
  private static boolean earlier(
      TopicLog log, ReplayRequest request, long bound, long oldest, List<Update> into) {
    Update last = log.newestUpTo(Math.min(bound, request.deliveredAfter()));
    if (request.partial()) {
      return request.latestOnly()
          || !request.exact()
          || last == null
          || log.collect(request, last, oldest, into);
    }
    return request.latestOnly()
        || log.hasNothing(request.after(), Math.min(bound, request.deliveredAfter()));
  }

  private record Reading(Replay replay, boolean overtaken) {}

  private Collection<TopicLog> matching(List<TopicPattern> patterns) {
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

  private long oldest(long nowMicros) {
    return nowMicros - options.historyAge().toNanos() / 1_000;
  }

  private boolean isWriter() {
    if (writer == null) {
      writer = Thread.currentThread();
    }
    return writer == Thread.currentThread();
  }
}
