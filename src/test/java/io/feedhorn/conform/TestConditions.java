package io.feedhorn.conform;

import io.feedhorn.client.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The options of a short run. Immutable. */
record TestConditions(
    String url,
    List<String> claims,
    List<Transport> transports,
    List<String> feeds,
    int hops,
    int cuts,
    int hold,
    Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  static TestConditions of(String url) {
    return new TestConditions(
        url, List.of(), List.of(Transport.values()), List.of(), 30, 0, 1, PATIENCE);
  }

  TestConditions claims(String... names) {
    return new TestConditions(url, List.of(names), transports, feeds, hops, cuts, hold, patience);
  }

  TestConditions over(Transport... some) {
    return new TestConditions(url, claims, List.of(some), feeds, hops, cuts, hold, patience);
  }

  TestConditions onFeeds(List<String> others) {
    return new TestConditions(url, claims, transports, others, hops, cuts, hold, patience);
  }

  TestConditions hops(int times) {
    return new TestConditions(url, claims, transports, feeds, times, cuts, hold, patience);
  }

  TestConditions cuts(int times) {
    return new TestConditions(url, claims, transports, feeds, hops, times, hold, patience);
  }

  TestConditions hold(int seconds) {
    return new TestConditions(url, claims, transports, feeds, hops, cuts, seconds, patience);
  }

  /** Waits longer for an answer than a machine that is not busy needs. */
  TestConditions patient() {
    return new TestConditions(
        url, claims, transports, feeds, hops, cuts, hold, PATIENCE.multipliedBy(5));
  }

  ConformanceOptions conditions() {
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
