package io.feedhorn.transport;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The room for a cursor in the next request of a reader. A reader of many feeds is refused at its
 * first request if the cursor that it would be handed out, at its longest, did not fit beside what
 * the request says already. Safe on any thread.
 */
public final class CursorSizeLimit {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** Of an offset, as {@code Cursor} reads it. */
  private static final int MAX_DIGITS = 18;

  /** Of each feed: two colons and the comma after it. */
  private static final int SEPARATORS = 3;

  /** The characters that {@code %3A} is longer than a colon. */
  private static final int ENCODED = 2;

  /** {@code GET}, {@code HTTP/1.1}, two spaces, {@code &since=}, and the ends of the lines. */
  private static final int LINE_BYTES = 32;

  /** Room for headers that a proxy adds. */
  private static final int SLACK_BYTES = 256;

  private final HttpServerRequest request;
  private final int maxBytes;
  private final long cursorBytes;
  private final int feeds;

  /**
   * @param named the feeds that the request names
   * @param maxBytes the longest first line, and the largest headers, of a request
   */
  public CursorSizeLimit(
      HttpServerRequest request, FeedRegistry all, Collection<String> named, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.feeds = named.size();
    this.cursorBytes = longest(all, named);
  }

  /** Returns how long a cursor of these feeds can become. */
  public static long longest(FeedRegistry all, Collection<String> named) {
    long bytes = 0;
    for (String feed : named) {
      bytes += feed.length() + all.endPosition(feed).epoch().length() + MAX_DIGITS + SEPARATORS;
    }
    return bytes;
  }

  /**
   * Refuses a request in whose query the cursor would have no room.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST}
   */
  public void requireInQuery() {
    String query = request.query();
    long used = (long) LINE_BYTES + request.uri().length() - length("since", query);
    require(used + cursorBytes + (long) feeds * SEPARATORS * ENCODED);
  }

  /**
   * Refuses a request in whose headers the cursor would have no room.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST}
   */
  public void requireInHeaders() {
    long used = SLACK_BYTES;
    for (Map.Entry<String, String> header : request.headers()) {
      boolean counts = !header.getKey().equalsIgnoreCase(LAST_EVENT_ID);
      used += counts ? header.getKey().length() + header.getValue().length() + 4 : 0;
    }
    require(used + LAST_EVENT_ID.length() + 4 + cursorBytes);
  }

  private static int length(String parameter, @Nullable String query) {
    int length = 0;
    if (query != null) {
      for (String each : query.split("&", -1)) {
        length += each.startsWith(parameter + "=") ? each.length() - parameter.length() - 1 : 0;
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
