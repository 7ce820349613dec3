package io.feedhorn.conform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, in the words that all transports share. Immutable.
 *
 * @param since a cursor as the server gave it, or as a client of a socket composes it; or null
 * @param limit the most updates of one answer to a poll; 0 where the server decides
 */
record ReadRequest(
    List<String> topics,
    @Nullable String since,
    boolean conflate,
    @Nullable Double maxRate,
    int limit) {
  static ReadRequest of(String... topics) {
    return new ReadRequest(List.of(topics), null, false, null, 0);
  }

  ReadRequest since(@Nullable String cursor) {
    return new ReadRequest(topics, cursor, conflate, maxRate, limit);
  }

  ReadRequest conflated() {
    return new ReadRequest(topics, since, true, maxRate, limit);
  }

  ReadRequest atMost(double perSecond) {
    return new ReadRequest(topics, since, conflate, perSecond, limit);
  }

  ReadRequest limit(int most) {
    return new ReadRequest(topics, since, conflate, maxRate, most);
  }

  /** As the query of a poll. */
  String query() {
    return streamQuery() + (limit == 0 ? "" : "&limit=" + limit);
  }

  /** As the query of a stream, which has no limit. */
  String streamQuery() {
    return "topics="
        + ServerUnderTest.encoded(String.join(",", topics))
        + (since == null ? "" : "&since=" + ServerUnderTest.encoded(since))
        + (conflate ? "&conflate=true" : "")
        + (maxRate == null ? "" : "&maxRate=" + maxRate);
  }
}
