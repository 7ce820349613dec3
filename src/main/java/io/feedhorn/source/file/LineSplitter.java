package io.feedhorn.source.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of UTF-8 into lines of bounded length, and counts the bytes. Reads on after an
 * end of the stream, at which more bytes may be added later. Blocks; used on one thread at a time.
 */
final class LineSplitter {
  static final int MAX_LINE_BYTES = 1 << 20;

  private final InputStream stream;
  private final byte[] buffer = new byte[64 * 1024];
  private int index;
  private int limit;
  private ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;
  private long start;
  private long offset;

  /**
   * @param offset the number of bytes before the stream
   */
  LineSplitter(InputStream stream, long offset) {
    this.stream = stream;
    this.offset = offset;
    this.start = offset;
  }

  /**
   * A line.
   *
   * @param start the offset of its first byte
   * @param end the offset after its line break
   */
  record Split(String text, long start, long end, boolean tooLong) {}

  /** Returns the next complete line; null at the end of the stream. */
  @Nullable Split next() throws IOException {
    while (true) {
      while (index < limit) {
        byte b = buffer[index++];
        offset++;
        if (b == '\n') {
          return take();
        }
        if (line.size() < MAX_LINE_BYTES) {
          line.write(b);
        } else {
          tooLong = true;
        }
      }
      index = 0;
      limit = Math.max(0, stream.read(buffer));
      if (limit == 0) {
        return null;
      }
    }
  }

  /** Returns the bytes after the last line break as a line; null if there are none. */
  @Nullable Split rest() {
    return line.size() == 0 ? null : take();
  }

  /** Returns the offset after the bytes that were read. */
  long offset() {
    return offset;
  }

  private Split take() {
    String text = line.toString(StandardCharsets.UTF_8);
    Split split =
        new Split(
            text.endsWith("\r") ? text.substring(0, text.length() - 1) : text,
            start,
            offset,
            tooLong);
    line = new ByteArrayOutputStream();
    tooLong = false;
    start = offset;
    return split;
  }
}
