package io.feedhorn.reader;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All readers of this node, and the rules of their changes. Owned by the writer's event loop, not
 * thread-safe.
 */
final class ReaderRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderRegistry.class);

  /** The part of the maximum age after which a use is stored, if nothing else changes. */
  private static final int USES_PER_AGE = 100;

  private final FeedRegistry feeds;
  private final ReaderOptions options;
  private final int maxPatterns;
  private final StoreWriter store;
  private final UnreadCounter unread;
  private final AcknowledgementRules rules;
  private final ReaderMetrics metrics;
  private final BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored;
  private final Map<String, ReaderEntry> entries = new HashMap<>();

  /**
   * @param maxPatterns the maximum number of patterns of one reader
   * @param onStored called with the states before and after each change; null is no reader
   */
  ReaderRegistry(
      FeedRegistry feeds,
      ReaderOptions options,
      int maxPatterns,
      StoreWriter store,
      ReaderMetrics metrics,
      BiConsumer<@Nullable ReaderState, @Nullable ReaderState> onStored) {
    this.feeds = feeds;
    this.options = options;
    this.maxPatterns = maxPatterns;
    this.store = store;
    this.unread = new UnreadCounter(feeds);
    this.rules = new AcknowledgementRules(feeds, unread, maxPatterns);
    this.metrics = metrics;
    this.onStored = onStored;
  }

  /** Adds a reader that the store has. A record that cannot be read is reported and left out. */
  void load(StoredReader stored) {
    try {
      entries.put(stored.name(), entry(stored.name(), ReaderState.of(stored)));
      metrics.readers(entries.size());
    } catch (RuntimeException damaged) {
      LOG.error(
          "The stored reader {} cannot be read and is ignored; it starts again", stored.name());
      LOG.debug("The record of reader {}", stored.name(), damaged);
    }
  }

  private ReaderEntry entry(String name, @Nullable ReaderState stored) {
    return new ReaderEntry(
        name,
        stored,
        store,
        (before, after) -> {
          ReaderEntry entry = entries.get(name);
          if (after == null && entry != null && !entry.isChanging()) {
            entries.remove(name);
          }
          metrics.readers(entries.size());
          onStored.accept(before, after);
        });
  }

  /**
   * Returns the state of a reader.
   *
   * @throws FeedException {@link ErrorCode#NOT_FOUND} if it does not exist
   */
  ReaderState require(ReaderName name) {
    ReaderEntry entry = entries.get(name.text());
    ReaderState state = entry == null ? null : entry.state();
    if (state == null) {
      throw new FeedException(
          ErrorCode.NOT_FOUND, "There is no reader '%s'.".formatted(name.text()));
    }
    return state;
  }

  /** Returns the stored states of all readers. */
  List<ReaderState> states() {
    List<ReaderState> states = new ArrayList<>(entries.size());
    for (ReaderEntry entry : entries.values()) {
      ReaderState state = entry.state();
      if (state != null) {
        states.add(state);
      }
    }
    return states;
  }

  ReaderStatus status(ReaderState state) {
    return new ReaderStatus(
        state.name(),
        state.cursor(),
        state.single(),
        unread.count(state),
        state.patterns(),
        !store.equals(StoreWriter.NONE));
  }

  /** Creates a reader if it does not exist, and adds patterns. Completes when that is stored. */
  Future<ReaderState> open(ReaderName name, List<TopicPattern> patterns) {
    return change(name, before -> opened(before, patterns));
  }

  /** Changes a reader, which is created if it does not exist. */
  private Future<ReaderState> change(ReaderName name, UnaryOperator<ReaderState> change) {
    ReaderEntry entry = getOrCreate(name);
    try {
      return entry
          .change(before -> change.apply(before == null ? ReaderState.create(name) : before))
          .map(stored -> require(name))
          .onFailure(failure -> forgetIfEmpty(name, entry));
    } catch (FeedException refused) {
      forgetIfEmpty(name, entry);
      throw refused;
    }
  }

  private void forgetIfEmpty(ReaderName name, ReaderEntry entry) {
    if (entry.state() == null && !entry.isChanging()) {
      entries.remove(name.text(), entry);
    }
  }

  private ReaderState opened(ReaderState before, List<TopicPattern> patterns) {
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
      after = after.with(feed, unread.subscribed(after, feed));
    }
    return (after.feeds().size() > maxPatterns ? after.withNamedFeeds() : after).usedAt(now());
  }

  private static Set<String> feeds(List<TopicPattern> patterns) {
    Set<String> names = new LinkedHashSet<>();
    patterns.forEach(pattern -> names.add(pattern.feed()));
    names.remove(Topic.SYSTEM_FEED);
    return names;
  }

  /** Moves the cursor forward in each feed. Completes when that is stored. */
  Future<ReaderState> acknowledge(ReaderName name, Cursor cursor) {
    return acknowledge(name, new Acknowledgement(cursor, List.of()));
  }

  /**
   * Moves the cursor forward in each feed, and acknowledges updates after it one by one. Completes
   * when that is stored.
   */
  Future<ReaderState> acknowledge(ReaderName name, Acknowledgement move) {
    return change(
        name,
        before -> {
          ReaderState after = rules.acknowledged(before, move);
          return after.equals(before) ? used(before) : after.usedAt(now());
        });
  }

  /** Removes a reader. Completes when that is stored. */
  Future<Void> remove(ReaderName name) {
    require(name);
    return getOrCreate(name).change(before -> null);
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

  private static Position start(@Nullable Position acknowledged, Position end) {
    if (acknowledged == null) {
      return new Position(end.epoch(), 0, true);
    }
    boolean inLog =
        acknowledged.epoch().equals(end.epoch()) && acknowledged.offset() <= end.offset();
    return inLog ? acknowledged : Position.RESTARTED;
  }

  /** Removes the readers that were not used for the maximum age. */
  void removeUnused() {
    long oldest = now() - options.age().toNanos() / 1_000;
    for (ReaderEntry entry : List.copyOf(entries.values())) {
      ReaderState state = entry.state();
      if (state != null && !entry.isChanging() && state.usedMicros() < oldest) {
        entry
            .change(before -> null)
            .onSuccess(removed -> expired(state.name().text()))
            .onFailure(
                failure -> LOG.debug("Reader {} is not removed", state.name().text(), failure));
      }
    }
  }

  private void expired(String name) {
    metrics.expired();
    LOG.info("Reader {} was not used and is removed", name);
  }

  private ReaderEntry getOrCreate(ReaderName name) {
    ReaderEntry existing = entries.get(name.text());
    if (existing != null) {
      return existing;
    }
    if (entries.size() >= options.max()) {
      removeUnused();
    }
    if (entries.size() >= options.max()) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "There is no room for the reader '%s': there are %d (readers.max)."
              .formatted(name.text(), options.max()));
    }
    ReaderEntry created = entry(name.text(), null);
    entries.put(name.text(), created);
    return created;
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
