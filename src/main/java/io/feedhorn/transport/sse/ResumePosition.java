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
 * The position that a reader comes back with. Immutable.
 *
 * @param since the cursor, or null for a reader without a usable one
 * @param isLost if the reader had a position that cannot be used: it starts over and is told so
 */
record ResumePosition(@Nullable Cursor since, boolean isLost) {
  private static final String HEADER = "Last-Event-ID";

  /**
   * Reads the position from a request: the header of browsers, else the query parameters of clients
   * that cannot set it, else {@code since}. A browser that is refused never comes back, and sends
   * the first two by itself: a value that cannot be used is not a refusal there. {@code since} is
   * written by a person or a program, so it is checked.
   *
   * @throws FeedException if {@code since} counts and cannot be read
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
    } catch (FeedException unusable) {
      return new ResumePosition(null, true);
    }
  }

  /** Returns the same with another cursor. */
  ResumePosition from(@Nullable Cursor other) {
    return Objects.equals(other, since) ? this : new ResumePosition(other, isLost);
  }

  /** If the reader knows all of a position already, and need not be told it. */
  boolean knows(Cursor position) {
    return position.equals(since == null ? Cursor.empty() : since);
  }
}
