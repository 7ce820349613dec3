package io.feedhorn.source.file;

import io.feedhorn.source.format.LineFault;
import io.feedhorn.source.format.StrictText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
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
   * @param fault the reason why it cannot be read; null if it can
   */
  record Split(String text, long start, long end, @Nullable LineFault fault) {}

  /** Returns the next complete line; null at the end of the stream. */
  @Nullable Split next() throws IOException {
    while (true) {
      int end = lineEnd();
      if (end >= 0) {
        append(end);
        index++;
        offset++;
        return take();
      }
      append(limit);
      index = 0;
      limit = 0; // Also if reading fails, so that nothing is read twice.
      limit = Math.max(0, stream.read(buffer));
      if (limit == 0) {
        return null;
      }
    }
  }

  /** Returns true if a complete line is read already, so that {@link #next} does not block. */
  boolean hasLine() {
    return lineEnd() >= 0;
  }

  /** Returns the index of the next line break in the buffer; negative if there is none. */
  private int lineEnd() {
    for (int i = index; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Adds the bytes of the buffer before an index to the line. */
  private void append(int end) {
    int count = end - index;
    int room = MAX_LINE_BYTES - line.size();
    line.write(buffer, index, Math.min(count, room));
    tooLong |= count > room;
    offset += count;
    index = end;
  }

  /** Returns the bytes after the last line break as a line; null if there are none. */
  @Nullable Split rest() {
    return line.size() == 0 ? null : take();
  }

  /** Returns the offset of the first byte that is not part of a returned line. */
  long start() {
    return start;
  }

  /** Returns the offset after the bytes that were read. */
  long offset() {
    return offset;
  }

  private Split take() {
    LineFault fault = tooLong ? LineFault.TOO_LONG : null;
    String text;
    try {
      text = StrictText.utf8(line.toByteArray());
    } catch (CharacterCodingException notText) {
      text = line.toString(StandardCharsets.UTF_8);
      fault = fault == null ? LineFault.NOT_UTF8 : fault;
    }
    String content = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    Split split = new Split(content, start, offset, fault);
    if (line.size() > buffer.length) {
      line = new ByteArrayOutputStream(); // So that one long line does not keep its memory.
    } else {
      line.reset();
    }
    tooLong = false;
    start = offset;
    return split;
  }
}
