package io.feedhorn.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription request in the terms that all transports share. Immutable.
 *
 * @param topics patterns, {@code prices.>}
 * @param since a cursor, {@code earliest}, or null to begin with the snapshots
 * @param reader the name of a reader, at whose acknowledged position the subscription begins if
 *     there is no {@code since}; or null
 * @param conflate true to get at most the newest update of each topic while this reader lags
 * @param maxRate maximum updates per second of each topic; null for no limit. Not for polls
 * @param limit maximum updates of one response to a poll; 0 for the server's default
 */
public record ReadRequest(
    List<String> topics,
    @Nullable String since,
    @Nullable String reader,
    boolean conflate,
    @Nullable Double maxRate,
    int limit) {
  public ReadRequest {
    topics = List.copyOf(topics);
  }

  /** Returns a request for some patterns, which begins with their snapshots. */
  public static ReadRequest of(String... topics) {
    return new ReadRequest(List.of(topics), null, null, false, null, 0);
  }

  /** Returns this request with another start point. */
  public ReadRequest since(@Nullable String cursor) {
    return new ReadRequest(topics, cursor, reader, conflate, maxRate, limit);
  }

  /** Returns this request of a reader. */
  public ReadRequest reader(@Nullable String name) {
    return new ReadRequest(topics, since, name, conflate, maxRate, limit);
  }

  /** Returns this request with {@code conflate}. */
  public ReadRequest conflated() {
    return new ReadRequest(topics, since, reader, true, maxRate, limit);
  }

  /** Returns this request with a maximum number of updates per second of each topic. */
  public ReadRequest maxRate(double perSecond) {
    return new ReadRequest(topics, since, reader, conflate, perSecond, limit);
  }

  /** Returns this request with a maximum number of updates of one response to a poll. */
  public ReadRequest limit(int updates) {
    return new ReadRequest(topics, since, reader, conflate, maxRate, updates);
  }

  /** Returns the query of a poll, without its wait. */
  public String pollQuery() {
    return streamQuery() + (limit == 0 ? "" : "&limit=" + limit);
  }

  /** Returns the query of an event stream. */
  public String streamQuery() {
    return "topics="
        + FeedhornClient.encoded(String.join(",", topics))
        + (since == null ? "" : "&since=" + FeedhornClient.encoded(since))
        + (reader == null ? "" : "&reader=" + FeedhornClient.encoded(reader))
        + (conflate ? "&conflate=true" : "")
        + (maxRate == null ? "" : "&maxRate=" + maxRate);
  }
}
