package io.feedhorn.transport;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check that a reader's next request has room for its cursor. The cursor grows with the number
 * of feeds; if its longest form would not fit into a request like this one, the reader is refused
 * at once and not when it reconnects. Safe on any thread.
 */
public final class CursorSizeLimit {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** The parameters with a cursor, which the next request replaces. */
  private static final List<String> CURSORS = List.of("since=", "lastEventId=", "lastEventID=");

  /** The digits of an offset, as {@code Cursor} accepts them. */
  private static final int MAX_OFFSET_DIGITS = 18;

  /** Two colons and a comma for each feed. */
  private static final int SEPARATORS_PER_FEED = 3;

  /** The additional characters of {@code %3A} compared with a colon. */
  private static final int EXTRA_ENCODED_BYTES = 2;

  /** {@code GET}, {@code HTTP/1.1}, two spaces, {@code &lastEventId=}, and the line ends. */
  private static final int REQUEST_LINE_BYTES = 32;

  /** Room for headers that a proxy adds. */
  private static final int PROXY_HEADER_BYTES = 256;

  private final HttpServerRequest request;
  private final int maxBytes;
  private final long cursorBytes;
  private final int feeds;

  /**
   * @param named the feeds of the request's patterns
   * @param maxBytes the limit of the request line, and of all headers together
   */
  public CursorSizeLimit(
      HttpServerRequest request, FeedRegistry all, Collection<String> named, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.feeds = named.size();
    this.cursorBytes = maxBytes(all, named);
  }

  /** Returns the maximum length of a cursor of these feeds. */
  public static long maxBytes(FeedRegistry all, Collection<String> named) {
    long bytes = 0;
    for (String feed : named) {
      bytes +=
          feed.length()
              + all.endPosition(feed).epoch().length()
              + MAX_OFFSET_DIGITS
              + SEPARATORS_PER_FEED;
    }
    return bytes;
  }

  /**
   * Refuses a request whose query has no room for the cursor.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST}
   */
  public void requireInQuery() {
    long used = (long) REQUEST_LINE_BYTES + request.uri().length() - cursorLength(request.query());
    require(used + cursorBytes + (long) feeds * SEPARATORS_PER_FEED * EXTRA_ENCODED_BYTES);
  }

  /**
   * Refuses a request whose headers have no room for the cursor.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST}
   */
  public void requireInHeaders() {
    long used = PROXY_HEADER_BYTES;
    for (Map.Entry<String, String> header : request.headers()) {
      boolean kept = !header.getKey().equalsIgnoreCase(LAST_EVENT_ID);
      used += kept ? header.getKey().length() + header.getValue().length() + 4 : 0;
    }
    require(used + LAST_EVENT_ID.length() + 4 + cursorBytes);
  }

  /** Returns the length of the parameters with a cursor, and of a separator for each. */
  private static int cursorLength(@Nullable String query) {
    int length = 0;
    if (query != null) {
      for (String each : query.split("&", -1)) {
        length += CURSORS.stream().anyMatch(each::startsWith) ? each.length() + 1 : 0;
      }
    }
    return length;
  }

  private void require(long bytes) {
    if (bytes > maxBytes) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          ("The patterns name %d feeds. The next request, with their cursor, could have %d bytes;"
                  + " at most %d are allowed (limits.headers). Name fewer, poll with POST"
                  + " /v1/updates, or use the WebSocket.")
              .formatted(feeds, bytes, maxBytes));
    }
  }
}
