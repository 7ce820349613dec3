package io.feedhorn.source.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Lines that are read by blocking calls, on one thread at a time (port). */
interface LineSource extends Closeable {
  /**
   * Returns the next lines; an empty list if there are none now.
   *
   * @throws IOException if reading fails; a later call tries again
   */
  List<Line> next(int max) throws IOException;

  /** Returns true if {@link #next} may block for ever. */
  default boolean mayBlock() {
    return false;
  }

  /** Returns true if there will be no more lines. */
  boolean hasEnded();
}
