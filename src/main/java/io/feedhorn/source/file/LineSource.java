package io.feedhorn.source.file;

import io.vertx.core.Future;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that are read by blocking calls, on one thread at a time (port). */
interface LineSource extends Closeable {
  /**
   * Returns the next lines; an empty list if there are none now.
   *
   * @throws IOException if reading fails; a later call tries again
   */
  List<Line> next(int max) throws IOException;

  /**
   * Reads the next lines, if they outlive the source because reading may block for ever; null if
   * the source reads them on a worker of its own. The future completes on another event loop.
   */
  default @Nullable Future<List<Line>> read(int max) {
    return null;
  }

  /** Returns true if {@link #read} is used. */
  default boolean isShared() {
    return false;
  }

  /**
   * Ends the wait of {@link #read}. The future completes after that of a read which has lines, on
   * the same event loop. Safe on any thread.
   */
  default Future<Void> stopReading() {
    return Future.succeededFuture();
  }

  /** Takes back lines that are not published, after the end of reading. Safe on any thread. */
  default void giveBack(List<Line> unpublished) {}

  /** Returns true if there will be no more lines. */
  boolean hasEnded();
}
