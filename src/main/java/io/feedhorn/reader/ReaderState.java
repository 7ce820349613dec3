package io.feedhorn.reader;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.store.StoredReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of a reader. Immutable.
 *
 * @param feeds by feed, what the reader has acknowledged
 * @param patterns the patterns with which it has subscribed
 * @param usedMicros the time of its last use, Unix time in microseconds; may be a little too early
 */
record ReaderState(
    ReaderName name,
    Map<String, FeedProgress> feeds,
    List<TopicPattern> patterns,
    long usedMicros) {
  private static final String FEEDS = "feeds";
  private static final String PATTERNS = "patterns";
  private static final String USED = "used";

  ReaderState {
    feeds = Collections.unmodifiableMap(new TreeMap<>(feeds));
    patterns = List.copyOf(patterns);
  }

  /** Returns a reader that was never used. */
  static ReaderState create(ReaderName name) {
    return new ReaderState(name, Map.of(), List.of(), 0);
  }

  /** Returns the acknowledged positions; {@code earliest} before the first. */
  Cursor cursor() {
    Cursor cursor = Cursor.empty();
    for (Map.Entry<String, FeedProgress> each : feeds.entrySet()) {
      if (each.getValue().acknowledged() != null) {
        cursor = cursor.with(each.getKey(), each.getValue().acknowledged());
      }
    }
    return cursor.positions().isEmpty() ? Cursor.EARLIEST : cursor;
  }

  /** Returns the positions after the cursor that are acknowledged one by one, a cursor each. */
  List<Cursor> single() {
    List<Cursor> single = new ArrayList<>();
    feeds.forEach(
        (feed, progress) ->
            progress
                .single()
                .keySet()
                .forEach(
                    offset -> single.add(Cursor.of(feed, new Position(progress.epoch(), offset)))));
    return single;
  }

  @Nullable FeedProgress progress(String feed) {
    return feeds.get(feed);
  }

  /** Returns true if a pattern is of a feed, or the reader has acknowledged in it. */
  boolean names(String feed) {
    return feeds.containsKey(feed)
        || patterns.stream().anyMatch(pattern -> pattern.feed().equals(feed));
  }

  ReaderState with(String feed, FeedProgress progress) {
    Map<String, FeedProgress> changed = new TreeMap<>(feeds);
    changed.put(feed, progress);
    return new ReaderState(name, changed, patterns, usedMicros);
  }

  /**
   * Returns this state with the patterns and the positions of another one in feeds of which nothing
   * is acknowledged here; this object itself if there are none.
   */
  ReaderState completedBy(ReaderState other) {
    Map<String, FeedProgress> all = new TreeMap<>(feeds);
    other.feeds.forEach(
        (feed, progress) -> {
          FeedProgress own = feeds.get(feed);
          if (own == null || (own.acknowledged() == null && own.single().isEmpty())) {
            all.put(feed, progress);
          }
        });
    List<TopicPattern> both =
        Stream.concat(patterns.stream(), other.patterns.stream()).distinct().toList();
    ReaderState completed = new ReaderState(name, all, both, usedMicros);
    return completed.equals(this) ? this : completed;
  }

  ReaderState withPatterns(List<TopicPattern> others) {
    return new ReaderState(name, feeds, others, usedMicros);
  }

  /** Returns this state without the feeds of which it has no pattern. */
  ReaderState withNamedFeeds() {
    Map<String, FeedProgress> named = new TreeMap<>(feeds);
    named.keySet().removeIf(f -> patterns.stream().noneMatch(each -> each.feed().equals(f)));
    return new ReaderState(name, named, patterns, usedMicros);
  }

  ReaderState usedAt(long micros) {
    return new ReaderState(name, feeds, patterns, micros);
  }

  /** Returns the number of topics whose names are in the record for the store. */
  int storedTopics() {
    return feeds.values().stream()
        .mapToInt(progress -> progress.seqs().size() + progress.single().size())
        .sum();
  }

  /** Returns the record for the store. */
  StoredReader toStored() {
    JsonObject progress = new JsonObject();
    feeds.forEach((feed, each) -> progress.put(feed, each.toJson()));
    JsonArray texts = new JsonArray();
    patterns.forEach(pattern -> texts.add(pattern.text()));
    JsonObject json =
        new JsonObject().put(FEEDS, progress).put(PATTERNS, texts).put(USED, usedMicros);
    return new StoredReader(name.text(), Buffer.buffer(json.encode()));
  }

  /**
   * Reads a record of the store.
   *
   * @throws RuntimeException if the record is not one that {@link #toStored} returned
   */
  static ReaderState of(StoredReader stored) {
    JsonObject json = new JsonObject(stored.state());
    Map<String, FeedProgress> feeds = new TreeMap<>();
    JsonObject progress = json.getJsonObject(FEEDS);
    progress
        .fieldNames()
        .forEach(feed -> feeds.put(feed, FeedProgress.of(progress.getJsonObject(feed))));
    List<TopicPattern> patterns =
        json.getJsonArray(PATTERNS).stream()
            .map(text -> TopicPattern.parse(String.valueOf(text)))
            .toList();
    return new ReaderState(ReaderName.parse(stored.name()), feeds, patterns, json.getLong(USED));
  }
}
