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
    int hold) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  static Trial of(String url) {
    return new Trial(url, List.of(), List.of(Transport.values()), List.of(), 30, 0, 1);
  }

  Trial claims(String... names) {
    return new Trial(url, List.of(names), transports, feeds, hops, cuts, hold);
  }

  Trial over(Transport... some) {
    return new Trial(url, claims, List.of(some), feeds, hops, cuts, hold);
  }

  Trial onFeeds(List<String> others) {
    return new Trial(url, claims, transports, others, hops, cuts, hold);
  }

  Trial hops(int times) {
    return new Trial(url, claims, transports, feeds, times, cuts, hold);
  }

  Trial cuts(int times) {
    return new Trial(url, claims, transports, feeds, hops, times, hold);
  }

  Trial hold(int seconds) {
    return new Trial(url, claims, transports, feeds, hops, cuts, seconds);
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
        PATIENCE);
  }
}
