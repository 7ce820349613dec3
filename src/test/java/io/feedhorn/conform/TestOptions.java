package io.feedhorn.conform;

import io.feedhorn.client.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Options of a short run of the suite. Immutable. */
record TestOptions(
    String url,
    List<String> claims,
    List<Transport> transports,
    List<String> feeds,
    int hops,
    int cuts,
    int hold,
    Duration patience) {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  static TestOptions of(String url) {
    return new TestOptions(
        url, List.of(), List.of(Transport.values()), List.of(), 30, 0, 1, TIMEOUT);
  }

  TestOptions claims(String... names) {
    return new TestOptions(url, List.of(names), transports, feeds, hops, cuts, hold, patience);
  }

  TestOptions over(Transport... some) {
    return new TestOptions(url, claims, List.of(some), feeds, hops, cuts, hold, patience);
  }

  TestOptions onFeeds(List<String> others) {
    return new TestOptions(url, claims, transports, others, hops, cuts, hold, patience);
  }

  TestOptions hops(int count) {
    return new TestOptions(url, claims, transports, feeds, count, cuts, hold, patience);
  }

  TestOptions cuts(int count) {
    return new TestOptions(url, claims, transports, feeds, hops, count, hold, patience);
  }

  TestOptions hold(int seconds) {
    return new TestOptions(url, claims, transports, feeds, hops, cuts, seconds, patience);
  }

  /** Returns these options with a timeout for busy machines. */
  TestOptions withLongTimeout() {
    return new TestOptions(
        url, claims, transports, feeds, hops, cuts, hold, TIMEOUT.multipliedBy(5));
  }

  ConformanceOptions build() {
    return new ConformanceOptions(
        URI.create(url),
        claims,
        transports,
        feeds,
        null,
        7,
        hops,
        cuts,
        2,
        300,
        12,
        20,
        hold,
        patience);
  }
}
