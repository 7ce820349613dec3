package io.feedhorn.conform;

import io.feedhorn.client.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a run. Immutable.
 *
 * @param url the server, {@code http} or {@code https}
 * @param checks the selected checks, by name or by the part before the dot; empty for all
 * @param transports the transports to check
 * @param feeds existing feeds to publish on; empty if the run creates feeds of its own
 * @param token a bearer token, or null
 * @param seed determines all random choices
 * @param hops changes of transport, in total for all readers
 * @param cuts connections that are cut, in total for all readers
 * @param readers concurrent readers that change transports
 * @param rate updates per second under load
 * @param topics topics under load, on three feeds
 * @param pollers long polls that wait for one update
 * @param holdSeconds the time for which the longest poll waits; 0 to leave it out
 * @param patience maximum time for a response or an update
 */
public record ConformanceOptions(
    URI url,
    List<String> checks,
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
    checks = List.copyOf(checks);
    transports = List.copyOf(transports);
    feeds = List.copyOf(feeds);
  }

  /** Returns the defaults of the command line: all checks over all transports. */
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

  boolean selects(ContractCheck check) {
    return checks.isEmpty()
        || checks.stream()
            .anyMatch(name -> check.name().equals(name) || check.name().startsWith(name + "."));
  }
}
