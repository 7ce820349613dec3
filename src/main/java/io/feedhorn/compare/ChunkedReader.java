package io.feedhorn.compare;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A body that comes in chunks (RFC 9112, section 7.1). Used by one thread. */
final class ChunkedReader {
  private static final int END = -1;
  private static final int HEXADECIMAL = 16;

  private final CountingConnection in;
  private long left;
  private boolean first = true;
  private boolean ended;

  ChunkedReader(CountingConnection in) {
    this.in = in;
  }

  /** The next byte of the body, or -1 behind the last one. */
  int read(ByteCategory part) throws IOException {
    if (left == 0 && !ended) {
      next(part);
    }
    if (ended) {
      return END;
    }
    left--;
    return in.read(part);
  }

  /** Whether the body came to its end, as distinct from the connection's. */
  boolean hasEnded() {
    return ended;
  }

  private void next(ByteCategory part) throws IOException {
    if (!first) {
      in.line(part);
    }
    first = false;
    String size = in.line(part);
    int extension = size.indexOf(';');
    try {
      left = Long.parseLong(extension < 0 ? size : size.substring(0, extension), HEXADECIMAL);
    } catch (NumberFormatException bad) {
      throw new IOException("not the size of a chunk: '" + size + "'", bad);
    }
    if (left == 0) {
      ended = true;
      in.line(part);
    }
  }

  /** A line without its end; the end of the body is an {@link EOFException}. */
  String line(ByteCategory part) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(part); b != '\n'; b = read(part)) {
      if (b == END) {
        throw new EOFException("the answer ended");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
