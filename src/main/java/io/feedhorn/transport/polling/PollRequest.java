package io.feedhorn.transport.polling;

import io.feedhorn.hub.ReplayReader;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.Replay;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.model.Update;
import io.feedhorn.transport.QueryParameters;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A validated poll. Immutable.
 *
 * @param since the cursor of the reader, or null if it is new
 * @param atReader true if the cursor is the stored one of a reader
 * @param limit the maximum number of updates in the answer
 */
public record PollRequest(
    Map<String, List<TopicPattern>> byFeed,
    @Nullable Cursor since,
    boolean atReader,
    int limit,
    boolean conflate) {
  public static final int MAX_LIMIT = 5_000;
  private static final int DEFAULT_LIMIT = 500;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /**
   * The maximum size of the updates in an answer with a limit, unless the first alone is larger.
   */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  static PollRequest of(QueryParameters query, FeedRegistry feeds, int maxPatterns) {
    boolean limited = query.request().getParam("limit") != null;
    Integer limit = limited ? query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT) : null;
    return of(
        query.topics(maxPatterns),
        query.since(),
        query.reader() != null,
        limit,
        query.flag("conflate"),
        feeds);
  }

  /**
   * @param hasReader true if the poll names a reader
   * @param limit null for the default
   */
  static PollRequest of(
      List<TopicPattern> patterns,
      @Nullable Cursor since,
      boolean hasReader,
      @Nullable Integer limit,
      boolean conflate,
      FeedRegistry feeds) {
    // There is one snapshot for each topic: without a limit the answer has all of them.
    int fallback = since == null && !hasReader ? UNLIMITED : DEFAULT_LIMIT;
    PollRequest poll =
        new PollRequest(
            TopicPatterns.byFeed(patterns),
            since,
            hasReader && since == null,
            limit == null ? fallback : limit,
            conflate);
    SubscribeOptions options = SubscribeOptions.ofPoll(poll.conflate);
    for (String feed : poll.byFeed.keySet()) {
      DeliveryMode delivery = feeds.options(feed).delivery();
      options.requireAllowed(feed, delivery);
    }
    TopicPatterns.requireFeedsOf(poll.byFeed, since);
    return poll;
  }

  /** Returns the same poll with another cursor. */
  PollRequest from(@Nullable Cursor other) {
    return new PollRequest(byFeed, other, atReader, limit, conflate);
  }

  List<TopicPattern> patterns() {
    return byFeed.values().stream().flatMap(List::stream).toList();
  }

  /** Reads the updates between the cursor and the end offsets. */
  SubscribeResult read(FeedRegistry feeds) {
    return ReplayReader.poll(feeds, byFeed, since, conflate);
  }

  /** Returns the number of updates in the answer: the first ones, within both limits. */
  int count(SubscribeResult result) {
    int most = Math.min(limit, result.updateCount());
    if (limit == UNLIMITED) {
      return most;
    }
    int count = 0;
    long bytes = 0;
    for (Replay replay : result.replays().values()) {
      for (Update update : replay.updates()) {
        bytes += update.json().length();
        if (count == most || (bytes > MAX_BYTES && count > 0)) {
          return count;
        }
        count++;
      }
    }
    return count;
  }

  /** Returns true if the answer has more than {@link #MAX_BYTES}, because it has no limit. */
  boolean isLarge(SubscribeResult result) {
    if (limit != UNLIMITED) {
      return false;
    }
    long bytes = 0;
    for (Replay replay : result.replays().values()) {
      for (Update update : replay.updates()) {
        bytes += update.json().length();
      }
    }
    return bytes > MAX_BYTES;
  }

  /** Returns the answer, cut at the limits; its cursor continues exactly there. */
  PollAnswer answer(SubscribeResult result, long nowMicros) {
    List<Update> updates = new ArrayList<>();
    Cursor cursor = Cursor.empty();
    boolean recovered = true;
    int count = count(result);
    int remaining = count;
    for (Map.Entry<String, Replay> entry : result.replays().entrySet()) {
      List<Update> owed = entry.getValue().updates();
      List<Update> sent = owed.subList(0, Math.min(remaining, owed.size()));
      remaining -= sent.size();
      updates.addAll(sent);
      recovered &= entry.getValue().recovered();
      cursor = advance(cursor, entry.getKey(), result, sent, owed);
    }
    boolean more = result.updateCount() > count;
    String recoveredField = isEarliest() ? "" : ",\"recovered\":" + recovered;
    String from = atReader && since != null ? result.fromField(since) : "";
    String begin =
        "{\"cursor\":\"%s\",\"now\":%s%s%s%s,\"updates\":["
            .formatted(
                cursor,
                Timestamp.text(nowMicros),
                recoveredField,
                from,
                more ? ",\"more\":true" : "");
    return new PollAnswer(Buffer.buffer(begin), updates);
  }

  private boolean isEarliest() {
    return since != null && since.isEarliest();
  }

  /** Adds the position in one feed after the sent updates. */
  private Cursor advance(
      Cursor cursor, String feed, SubscribeResult result, List<Update> sent, List<Update> owed) {
    Position end = result.cursor().position(feed);
    if (end != null && sent.size() == owed.size()) {
      return cursor.with(feed, end);
    }
    Position from = since == null ? null : since.position(feed);
    boolean partial = isEarliest() || (from != null && from.partial());
    if (!sent.isEmpty()) {
      Update last = sent.get(sent.size() - 1);
      return cursor.with(feed, new Position(last.epoch(), last.offset(), partial));
    }
    if (isEarliest()) {
      return cursor.with(feed, result.positionBefore(feed));
    }
    return from == null ? cursor : cursor.with(feed, from);
  }
}
