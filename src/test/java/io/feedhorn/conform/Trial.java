package io.feedhorn.conform;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Conditions of a run that a test waits for. Immutable. */
record Trial(
    String url,
    List<String> claims,
    List<Transport> transports,
    List<String> feeds,
    int hops,
    int cuts,
    int hold,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  static Trial of(String url) {
    return new Trial(url, List.of(), List.of(Transport.values()), List.of(), 30, 0, 1, PATIENCE);
  }

  Trial claims(String... names) {
    return new Trial(url, List.of(names), transports, feeds, hops, cuts, hold, patience);
  }

  Trial over(Transport... some) {
    return new Trial(url, claims, List.of(some), feeds, hops, cuts, hold, patience);
  }

  Trial onFeeds(List<String> others) {
    return new Trial(url, claims, transports, others, hops, cuts, hold, patience);
  }

  Trial hops(int times) {
    return new Trial(url, claims, transports, feeds, times, cuts, hold, patience);
  }

  Trial cuts(int times) {
    return new Trial(url, claims, transports, feeds, hops, times, hold, patience);
  }

  Trial hold(int seconds) {
    return new Trial(url, claims, transports, feeds, hops, cuts, seconds, patience);
  }

  /** Waits longer for an answer than a machine that is not busy needs. */
  Trial patient() {
    return new Trial(url, claims, transports, feeds, hops, cuts, hold, PATIENCE.multipliedBy(5));
  }

  Conditions conditions() {
    return new Conditions(
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
