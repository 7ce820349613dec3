package io.feedhorn.transport.polling;

import io.feedhorn.hub.Options;
import io.feedhorn.hub.Splice;
import io.feedhorn.log.Feeds;
import io.feedhorn.log.Replay;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Delivery;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Update;
import io.feedhorn.transport.Query;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one poll asks for. Immutable.
 *
 * @param since where the reader was, or null where it is new
 * @param limit the most updates of one answer
 */
record Poll(
    Map<String, List<Pattern>> byFeed, @Nullable Cursor since, int limit, boolean conflate) {
  static final int MOST = 5_000;
  private static final int DEFAULT_LIMIT = 500;

  static Poll of(Query query, Feeds feeds, int mostPatterns) {
    boolean limited = query.request().getParam("limit") != null;
    Integer limit = limited ? query.number("limit", 1, MOST, DEFAULT_LIMIT) : null;
    return of(query.topics(mostPatterns), query.since(), limit, query.flag("conflate"), feeds);
  }

  /**
   * @param limit null for the default
   */
  static Poll of(
      List<Pattern> patterns,
      @Nullable Cursor since,
      @Nullable Integer limit,
      boolean conflate,
      Feeds feeds) {
    // Snapshots are one for each topic: they are cut only where a limit is asked for.
    int fallback = since == null ? Integer.MAX_VALUE : DEFAULT_LIMIT;
    Poll poll =
        new Poll(Splice.byFeed(patterns), since, limit == null ? fallback : limit, conflate);
    Options options = new Options(0, poll.conflate);
    for (String feed : poll.byFeed.keySet()) {
      Delivery delivery = feeds.options(feed).delivery();
      options.requireAllowed(feed, delivery);
    }
    Splice.requireNamed(since, poll.byFeed);
    return poll;
  }

  /** The same from another cursor. */
  Poll from(@Nullable Cursor other) {
    return new Poll(byFeed, other, limit, conflate);
  }

  List<Pattern> patterns() {
    return byFeed.values().stream().flatMap(List::stream).toList();
  }

  /** What lies between the cursor and the tail at this moment. */
  Splice read(Feeds feeds) {
    return Splice.read(feeds, byFeed, since, conflate);
  }

  /** The answer, cut at the limit; its cursor goes on exactly where it was cut. */
  Buffer answer(Splice splice, long nowMicros) {
    Buffer updates = Buffer.buffer();
    Cursor cursor = Cursor.empty();
    boolean recovered = true;
    int room = limit;
    for (Map.Entry<String, Replay> entry : splice.replays().entrySet()) {
      List<Update> owed = entry.getValue().updates();
      List<Update> sent = owed.subList(0, Math.min(room, owed.size()));
      room -= sent.size();
      sent.forEach(update -> append(updates, update));
      recovered &= entry.getValue().recovered();
      cursor = moved(cursor, entry.getKey(), splice, sent, owed);
    }
    boolean more = splice.size() > limit;
    String told = isEarliest() ? "" : ",\"recovered\":" + recovered;
    return Buffer.buffer(
            "{\"cursor\":\"%s\",\"now\":%s%s%s,\"updates\":["
                .formatted(cursor, Timestamp.text(nowMicros), told, more ? ",\"more\":true" : ""))
        .appendBuffer(updates)
        .appendString("]}");
  }

  private boolean isEarliest() {
    return since != null && since.isEarliest();
  }

  private Cursor moved(
      Cursor cursor, String feed, Splice splice, List<Update> sent, List<Update> owed) {
    Position tail = splice.cursor().position(feed);
    if (tail != null && sent.size() == owed.size()) {
      return cursor.with(feed, tail);
    }
    Position from = since == null ? null : since.position(feed);
    boolean partial = isEarliest() || (from != null && from.partial());
    if (!sent.isEmpty()) {
      Update last = sent.get(sent.size() - 1);
      return cursor.with(feed, new Position(last.epoch(), last.offset(), partial));
    }
    if (isEarliest()) {
      return cursor.with(feed, splice.before(feed));
    }
    return from == null ? cursor : cursor.with(feed, from);
  }

  private static void append(Buffer updates, Update update) {
    if (updates.length() > 0) {
      updates.appendString(",");
    }
    updates.appendBuffer(update.json());
  }
}
