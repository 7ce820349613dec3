package io.feedhorn.bench.sources;

import java.io.IOException;
import java.util.Map;

/**
 * A broker or database that a source reads, with a stream of the numbers from 0 (port). The source
 * publishes each number on a topic of the feed {@code n}: one topic for each partition of the
 * stream, in which the numbers ascend.
 */
interface NumberedUpstream extends AutoCloseable {
  /** Returns the keys of the source, such as {@code TYPE}, as the ends of environment variables. */
  Map<String, String> source();

  /**
   * Adds numbers in their order. Called again with the same numbers after it has failed; what was
   * added by the first call is not added once more.
   *
   * @param to the number after the last one
   * @throws Exception if the broker is down
   */
  void send(int from, int to) throws Exception;

  /** Returns true if the source removes what it has published. */
  default boolean isConsumed() {
    return false;
  }

  /** Kills the broker, without any time to finish, and starts it with its data. */
  void restart() throws Exception;

  @Override
  void close() throws IOException;
}
