package io.feedhorn.source.file;

import io.vertx.core.WorkerExecutor;
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
   * Returns the worker that reads, if the lines outlive the source because reading may block for
   * ever; null if the source has a worker of its own.
   */
  default @Nullable WorkerExecutor sharedWorker() {
    return null;
  }

  /** Ends the reading, and takes back lines that are not published. Safe on any thread. */
  default void giveBack(List<Line> unpublished) {}

  /** Returns true if there will be no more lines. */
  boolean hasEnded();
}
