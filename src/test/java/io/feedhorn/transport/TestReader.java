package io.feedhorn.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client of one transport, as the contract sees every client. It keeps nothing to itself: what
 * it gives is what came, in the order it came.
 */
interface TestReader extends AutoCloseable {
  /** Asks, and comes back when the server has taken it or refused it. */
  void ask(SubscribeRequest wish);

  /** The code with which the last {@link #ask} was refused; null where it was taken. */
  @Nullable String refusal();

  /** The next update object; fails where none comes in time. */
  String next();

  /**
   * What came together with the last {@link #next}, so that no cursor lies between them. Empty on
   * transports that tell where each update ends.
   */
  default List<String> rest() {
    return List.of();
  }

  /** Where this client is: past everything it gave, and past nothing else. */
  String cursor();

  /**
   * Whether everything since the cursor was there, once the first update was taken; null where the
   * transport has no word for it.
   */
  @Nullable Boolean recovered();

  /** Cuts the connection without a word. */
  @Override
  void close();
}
