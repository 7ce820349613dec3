package io.feedhorn.compare;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A reader of a chunked body (RFC 9112, section 7.1). Used by one thread. */
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

  /** Returns the next byte of the body; -1 at its end. */
  int read(ByteCategory category) throws IOException {
    if (left == 0 && !ended) {
      next(category);
    }
    if (ended) {
      return END;
    }
    left--;
    return in.read(category);
  }

  /** Returns true if the body ended, false if the connection ended before it. */
  boolean hasEnded() {
    return ended;
  }

  private void next(ByteCategory category) throws IOException {
    if (!first) {
      in.line(category);
    }
    first = false;
    String size = in.line(category);
    int extension = size.indexOf(';');
    try {
      left = Long.parseLong(extension < 0 ? size : size.substring(0, extension), HEXADECIMAL);
    } catch (NumberFormatException bad) {
      throw new IOException("not a chunk size: '" + size + "'", bad);
    }
    if (left == 0) {
      ended = true;
      in.line(category);
    }
  }

  /** Returns the next line without its end; throws {@link EOFException} at the end of the body. */
  String line(ByteCategory category) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(category); b != '\n'; b = read(category)) {
      if (b == END) {
        throw new EOFException("the response ended");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
