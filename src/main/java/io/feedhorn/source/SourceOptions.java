package io.feedhorn.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One source of the settings: the parts that all types have. Immutable.
 *
 * @param name the name, a segment of the topics {@code sys.sources.NAME}
 * @param connection the options of the source's type, declared beside its verticle
 * @param inFlight the maximum number of updates without a receipt
 * @param minBackoff the first pause after a failure
 * @param maxBackoff the longest pause after failures
 * @param node the node of the cluster on which it runs; null without a cluster, and in settings
 */
public record SourceOptions(
    String name,
    MappingOptions mapping,
    ConnectionOptions connection,
    int inFlight,
    Duration minBackoff,
    Duration maxBackoff,
    @Nullable String node) {
  public static final int DEFAULT_IN_FLIGHT = 256;
  public static final Duration DEFAULT_MIN_BACKOFF = Duration.ofMillis(500);
  public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofSeconds(30);

  /** A source of the settings. */
  public SourceOptions(
      String name,
      MappingOptions mapping,
      ConnectionOptions connection,
      int inFlight,
      Duration minBackoff,
      Duration maxBackoff) {
    this(name, mapping, connection, inFlight, minBackoff, maxBackoff, null);
  }

  /** Returns this source on a node of a cluster. */
  public SourceOptions on(@Nullable String otherNode) {
    return new SourceOptions(
        name, mapping, connection, inFlight, minBackoff, maxBackoff, otherNode);
  }

  /** Returns this source with another mapping. */
  public SourceOptions with(MappingOptions other) {
    return new SourceOptions(name, other, connection, inFlight, minBackoff, maxBackoff, node);
  }

  /** Returns a source with the default bounds. */
  public static SourceOptions of(
      String name, MappingOptions mapping, ConnectionOptions connection) {
    return new SourceOptions(
        name, mapping, connection, DEFAULT_IN_FLIGHT, DEFAULT_MIN_BACKOFF, DEFAULT_MAX_BACKOFF);
  }
}
