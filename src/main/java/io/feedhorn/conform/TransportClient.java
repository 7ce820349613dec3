package io.feedhorn.conform;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client of one transport. Used by one thread. It keeps nothing to itself: what it gives is
 * what came, in the order it came.
 */
interface TransportClient extends AutoCloseable {
  /**
   * The next update object, as its bytes were on the wire; null where none comes in time.
   *
   * @throws ConnectionLost where the connection ended
   */
  @Nullable String poll(Duration patience);

  /** Where this client is: past everything it gave, and past nothing else. Empty where unknown. */
  String cursor();

  /**
   * Whether everything since the cursor was there, once the first update was taken; null where the
   * transport has no word for it or no cursor was named.
   */
  @Nullable Boolean recovered();

  /** Leaves. */
  @Override
  void close();
}
