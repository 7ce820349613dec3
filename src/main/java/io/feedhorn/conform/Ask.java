package io.feedhorn.conform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for, in the words that all transports share. Immutable.
 *
 * @param since a cursor as the server gave it, or as a client of a socket composes it; or null
 * @param limit the most updates of one answer to a poll; 0 where the server decides
 */
record Ask(
    List<String> topics,
    @Nullable String since,
    boolean conflate,
    @Nullable Double maxRate,
    int limit) {
  static Ask of(String... topics) {
    return new Ask(List.of(topics), null, false, null, 0);
  }

  Ask since(@Nullable String cursor) {
    return new Ask(topics, cursor, conflate, maxRate, limit);
  }

  Ask conflated() {
    return new Ask(topics, since, true, maxRate, limit);
  }

  Ask atMost(double perSecond) {
    return new Ask(topics, since, conflate, perSecond, limit);
  }

  Ask limit(int most) {
    return new Ask(topics, since, conflate, maxRate, most);
  }

  /** As the query of a poll. */
  String query() {
    return streamQuery() + (limit == 0 ? "" : "&limit=" + limit);
  }

  /** As the query of a stream, which has no limit. */
  String streamQuery() {
    return "topics="
        + Target.encoded(String.join(",", topics))
        + (since == null ? "" : "&since=" + Target.encoded(since))
        + (conflate ? "&conflate=true" : "")
        + (maxRate == null ? "" : "&maxRate=" + maxRate);
  }
}
