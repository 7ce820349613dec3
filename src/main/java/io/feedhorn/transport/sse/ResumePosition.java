package io.feedhorn.transport.sse;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.transport.QueryParameters;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The position in the request of a reader. Immutable.
 *
 * @param since the cursor, or null for a reader without a valid one
 * @param isLost true if the reader sent an invalid position: it gets a reset and snapshots
 */
record ResumePosition(@Nullable Cursor since, boolean isLost) {
  private static final String HEADER = "Last-Event-ID";

  /**
   * Reads the position from a request: the header of browsers, else the query parameters of clients
   * that cannot set it, else {@code since}. Browsers send the first two by themselves, and do not
   * reconnect after a refusal: an invalid value there is not refused. {@code since} is written by a
   * person or a program, so it is validated.
   *
   * @throws FeedException if {@code since} is used and invalid
   */
  static ResumePosition of(QueryParameters query, List<TopicPattern> patterns) {
    return Stream.of(
            query.request().getHeader(HEADER),
            query.exact("lastEventId"),
            query.exact("lastEventID"))
        .filter(id -> id != null && !id.isEmpty())
        .findFirst()
        .map(id -> after(id, patterns))
        .orElseGet(() -> new ResumePosition(query.since(), false));
  }

  private static ResumePosition after(String lastEventId, List<TopicPattern> patterns) {
    try {
      Cursor since = Cursor.parse(lastEventId);
      TopicPatterns.requireFeedsOf(TopicPatterns.byFeed(patterns), since);
      return new ResumePosition(since, false);
    } catch (FeedException invalid) {
      return new ResumePosition(null, true);
    }
  }

  /** Returns the same position with another cursor. With the cursor of a reader, none is lost. */
  ResumePosition from(@Nullable Cursor other) {
    return Objects.equals(other, since) ? this : new ResumePosition(other, false);
  }

  /** Returns true if a cursor is the one that the reader sent. */
  boolean knows(Cursor position) {
    return position.equals(since == null ? Cursor.empty() : since);
  }
}
