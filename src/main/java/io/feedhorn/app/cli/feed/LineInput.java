package io.feedhorn.app.cli.feed;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input stream as bytes, which need not be UTF-8. As in a batch, only LF ends a
 * line. Used by one thread, which it may block.
 */
final class LineInput {
  private static final int FIRST_BYTES = 64 * 1024;

  private final InputStream stream;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int start;
  // No line ends between the start and this index.
  private int scanned;
  private int end;

  LineInput(InputStream stream) {
    this.stream = stream;
  }

  /** Returns the next line without its LF, after any time; null at the end. */
  @Nullable Buffer next() throws IOException {
    int lineEnd = lineEnd();
    while (lineEnd < 0 && fill()) {
      lineEnd = lineEnd();
    }
    if (lineEnd < 0 && start == end) {
      return null;
    }
    int to = lineEnd < 0 ? end : lineEnd;
    Buffer line = Buffer.buffer(Arrays.copyOfRange(buffer, start, to));
    start = Math.min(end, to + 1);
    scanned = start;
    return line;
  }

  /** Returns true if the next line is there, so that {@link #next} does not block. */
  boolean isReady() throws IOException {
    boolean more = true;
    while (more && lineEnd() < 0) {
      more = stream.available() > 0 && fill();
    }
    return lineEnd() >= 0;
  }

  /** Returns the index of the next LF; negative if none was read. */
  private int lineEnd() {
    while (scanned < end && buffer[scanned] != '\n') {
      scanned++;
    }
    return scanned < end ? scanned : -1;
  }

  /** Reads more bytes. Returns false at the end of the stream. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    scanned -= start;
    start = 0;
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * end);
    }
    int read = stream.read(buffer, end, buffer.length - end);
    end += Math.max(0, read);
    return read > 0;
  }
}
