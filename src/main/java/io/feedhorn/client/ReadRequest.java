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
 * @param delta true to get changes of values where they are smaller; the reader puts them together.
 *     Not for polls
 */
public record ReadRequest(
    List<String> topics,
    @Nullable String since,
    @Nullable String reader,
    boolean conflate,
    @Nullable Double maxRate,
    int limit,
    boolean delta) {
  public ReadRequest {
    topics = List.copyOf(topics);
  }

  /** Creates a request without deltas. */
  public ReadRequest(
      List<String> topics,
      @Nullable String since,
      @Nullable String reader,
      boolean conflate,
      @Nullable Double maxRate,
      int limit) {
    this(topics, since, reader, conflate, maxRate, limit, false);
  }

  /** Returns a request for some patterns, which begins with their snapshots. */
  public static ReadRequest of(String... topics) {
    return new ReadRequest(List.of(topics), null, null, false, null, 0);
  }

  /** Returns this request with another start point. */
  public ReadRequest since(@Nullable String cursor) {
    return new ReadRequest(topics, cursor, reader, conflate, maxRate, limit, delta);
  }

  /** Returns this request of a reader. */
  public ReadRequest reader(@Nullable String name) {
    return new ReadRequest(topics, since, name, conflate, maxRate, limit, delta);
  }

  /** Returns this request with {@code conflate}. */
  public ReadRequest conflated() {
    return new ReadRequest(topics, since, reader, true, maxRate, limit, delta);
  }

  /** Returns this request with a maximum number of updates per second of each topic. */
  public ReadRequest maxRate(double perSecond) {
    return new ReadRequest(topics, since, reader, conflate, perSecond, limit, delta);
  }

  /** Returns this request with a maximum number of updates of one response to a poll. */
  public ReadRequest limit(int updates) {
    return new ReadRequest(topics, since, reader, conflate, maxRate, updates, delta);
  }

  /** Returns this request with {@code delta}. */
  public ReadRequest withDeltas() {
    return new ReadRequest(topics, since, reader, conflate, maxRate, limit, true);
  }

  /** Returns the query of a poll, without its wait. */
  public String pollQuery() {
    return query() + (limit == 0 ? "" : "&limit=" + limit);
  }

  /** Returns the query of an event stream. */
  public String streamQuery() {
    return query() + (delta ? "&delta=true" : "");
  }

  private String query() {
    return "topics="
        + FeedhornClient.encoded(String.join(",", topics))
        + (since == null ? "" : "&since=" + FeedhornClient.encoded(since))
        + (reader == null ? "" : "&reader=" + FeedhornClient.encoded(reader))
        + (conflate ? "&conflate=true" : "")
        + (maxRate == null ? "" : "&maxRate=" + maxRate);
  }
}
