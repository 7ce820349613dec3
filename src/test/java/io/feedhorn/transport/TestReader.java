package io.feedhorn.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of one transport for the contract tests. Returns everything that arrives, in its order,
 * and filters nothing.
 */
interface TestReader extends AutoCloseable {
  /** Sends a request, and waits until the server has accepted or refused it. */
  void subscribe(SubscribeRequest request);

  /** Returns the error code of the last {@link #subscribe}; null if it was accepted. */
  @Nullable String refusal();

  /** Returns the next update object; fails if none arrives in time. */
  String next();

  /**
   * Returns the updates of the same response as the last {@link #next}: a poll has one cursor for
   * all of them. Empty on other transports.
   */
  default List<String> restOfResponse() {
    return List.of();
  }

  /** Returns the cursor after everything that was returned. */
  String cursor();

  /**
   * Returns true if nothing since the cursor was missing; known after the first update. Null if the
   * transport does not report it.
   */
  @Nullable Boolean recovered();

  /** Closes the connection. */
  @Override
  void close();
}
