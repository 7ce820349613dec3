package io.feedhorn.reader;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of readers: the new state that follows from a state and a command. Stores nothing.
 * Owned by the writer's event loop, not thread-safe.
 */
final class ReaderRules {
  /** The part of the maximum age after which a use is stored, if nothing else changes. */
  private static final int USES_PER_AGE = 100;

  /** The maximum size of a state, less than the store can keep in one record. */
  private static final int MAX_STATE_BYTES = 4 << 20;

  /** The state with so many topics is never too large. */
  private static final int FEW_TOPICS = 4_000;

  private final FeedRegistry feeds;
  private final ReaderOptions options;
  private final int maxPatterns;
  private final UnreadCounter unread;
  private final AcknowledgementRules acknowledgements;

  /**
   * @param maxPatterns the maximum number of patterns of one reader
   */
  ReaderRules(FeedRegistry feeds, ReaderOptions options, int maxPatterns) {
    this.feeds = feeds;
    this.options = options;
    this.maxPatterns = maxPatterns;
    this.unread = new UnreadCounter(feeds);
    this.acknowledgements = new AcknowledgementRules(feeds, unread, maxPatterns);
  }

  /** Returns the state as clients see it. */
  ReaderStatus status(ReaderState state, boolean durable) {
    return new ReaderStatus(
        state.name(),
        state.cursor(),
        state.single(),
        unread.count(state),
        state.patterns(),
        durable);
  }

  /** Returns the state after a subscription with patterns. */
  ReaderState opened(ReaderState before, List<TopicPattern> patterns) {
    Set<TopicPattern> all = new LinkedHashSet<>(before.patterns());
    boolean added = false;
    for (TopicPattern pattern : patterns) {
      added |= !pattern.feed().equals(Topic.SYSTEM_FEED) && all.add(pattern);
    }
    if (!added) {
      return used(before);
    }
    List<TopicPattern> newest = new ArrayList<>(all);
    ReaderState after =
        before.withPatterns(
            newest.subList(Math.max(0, newest.size() - maxPatterns), newest.size()));
    for (String feed : feeds(patterns)) {
      after = after.with(feed, unread.subscribed(after, feed, before.patterns()));
    }
    return checked(
        (after.feeds().size() > maxPatterns ? after.withNamedFeeds() : after).usedAt(now()));
  }

  private static Set<String> feeds(List<TopicPattern> patterns) {
    Set<String> names = new LinkedHashSet<>();
    patterns.forEach(pattern -> names.add(pattern.feed()));
    names.remove(Topic.SYSTEM_FEED);
    return names;
  }

  /** Returns the state after an acknowledgement. */
  ReaderState acknowledged(ReaderState before, Acknowledgement move) {
    ReaderState after = acknowledgements.acknowledged(before, move);
    return after.equals(before) ? used(before) : checked(after.usedAt(now()));
  }

  /**
   * Returns a state, unless it is too large: the store could not keep it, and would refuse with it
   * what is stored at the same time.
   */
  private static ReaderState checked(ReaderState state) {
    int bytes = state.storedTopics() <= FEW_TOPICS ? 0 : state.toStored().state().length();
    if (bytes > MAX_STATE_BYTES) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "The state of the reader '%s' would have %d bytes; at most %d are allowed: subscribe to fewer topics."
              .formatted(state.name().text(), bytes, MAX_STATE_BYTES));
    }
    return state;
  }

  /**
   * Returns the position from which a reader gets the updates of patterns: after the acknowledged
   * one, else all that history holds. Topics of the server itself start with their snapshots.
   */
  Cursor start(ReaderState state, List<TopicPattern> patterns) {
    Cursor start = Cursor.empty();
    boolean isNew = patterns.stream().noneMatch(p -> p.feed().equals(Topic.SYSTEM_FEED));
    for (String feed : feeds(patterns)) {
      FeedProgress progress = state.progress(feed);
      Position acknowledged = progress == null ? null : progress.acknowledged();
      isNew &= acknowledged == null;
      start = start.with(feed, start(acknowledged, feeds.endPosition(feed)));
    }
    return isNew ? Cursor.EARLIEST : start;
  }

  private Position start(@Nullable Position acknowledged, Position end) {
    if (acknowledged == null) {
      return new Position(end.epoch(), 0, true);
    }
    boolean inLog =
        acknowledged.epoch().equals(end.epoch())
            && (acknowledged.offset() <= end.offset() || feeds.isReplicated());
    return inLog ? acknowledged : Position.RESTARTED;
  }

  /** Returns the time of the last use before which a reader is removed, in microseconds. */
  long oldestUse() {
    return now() - options.age().toNanos() / 1_000;
  }

  /** Returns a state with a new time of use, unless it has one that is recent enough. */
  private ReaderState used(ReaderState state) {
    long exact = options.age().toNanos() / 1_000 / USES_PER_AGE;
    return now() - state.usedMicros() > exact ? state.usedAt(now()) : state;
  }

  private long now() {
    return feeds.clock().wallMicros();
  }
}
