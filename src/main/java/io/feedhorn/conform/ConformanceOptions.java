package io.feedhorn.conform;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do. Immutable.
 *
 * @param url where the server is, {@code http} or {@code https}
 * @param claims names, or the part of them before the dot, of the claims to check; none for all
 * @param transports the transports to check
 * @param feeds existing feeds to publish on, or none: then the run takes feeds of its own
 * @param token a bearer token, or null
 * @param seed what all random choices come from
 * @param hops how often readers change their transport in all
 * @param cuts how often connections are cut in all
 * @param readers how many readers hop at a time
 * @param rate updates a second while readers hop
 * @param topics how many topics these updates are of, on three feeds
 * @param pollers how many long polls wait for one update
 * @param holdSeconds how long the longest poll waits; 0 leaves it out
 * @param patience how long what must come may take
 */
public record ConformanceOptions(
    URI url,
    List<String> claims,
    List<Transport> transports,
    List<String> feeds,
    @Nullable String token,
    long seed,
    int hops,
    int cuts,
    int readers,
    int rate,
    int topics,
    int pollers,
    int holdSeconds,
    Duration patience) {
  public static final int DEFAULT_HOPS = 300;
  public static final int DEFAULT_CUTS = 100;
  public static final int DEFAULT_READERS = 4;
  public static final int DEFAULT_RATE = 500;
  public static final int DEFAULT_TOPICS = 50;
  public static final int DEFAULT_POLLERS = 100;
  public static final int DEFAULT_HOLD_SECONDS = 60;
  public static final int DEFAULT_PATIENCE_SECONDS = 10;

  public ConformanceOptions {
    claims = List.copyOf(claims);
    transports = List.copyOf(transports);
    feeds = List.copyOf(feeds);
  }

  /** A short run over every transport. */
  public static ConformanceOptions of(URI url, long seed) {
    return new ConformanceOptions(
        url,
        List.of(),
        List.of(Transport.values()),
        List.of(),
        null,
        seed,
        DEFAULT_HOPS,
        DEFAULT_CUTS,
        DEFAULT_READERS,
        DEFAULT_RATE,
        DEFAULT_TOPICS,
        DEFAULT_POLLERS,
        DEFAULT_HOLD_SECONDS,
        Duration.ofSeconds(DEFAULT_PATIENCE_SECONDS));
  }

  boolean wants(ContractCheck check) {
    return claims.isEmpty()
        || claims.stream()
            .anyMatch(name -> check.name().equals(name) || check.name().startsWith(name + "."));
  }
}
