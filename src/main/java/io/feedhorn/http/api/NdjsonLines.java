package io.feedhorn.http.api;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The lines of NDJSON that are not blank, as bytes: a line that is not UTF-8 does not affect the
 * others. Only LF ends a line; other white space of JSON, such as CR, belongs to the line. The
 * bytes must not be changed.
 */
final class NdjsonLines {
  private static final int FIRST_CAPACITY = 128;

  private final byte[] bytes;
  private int[] bounds = new int[FIRST_CAPACITY];
  private int size;

  private NdjsonLines(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the lines of a body. */
  static NdjsonLines of(Buffer body) {
    NdjsonLines lines = new NdjsonLines(body.getBytes());
    lines.split();
    return lines;
  }

  private void split() {
    int start = 0;
    boolean blank = true;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        add(start, i, blank);
        start = i + 1;
        blank = true;
      } else {
        blank &= b == ' ' || b == '\t' || b == '\r';
      }
    }
    add(start, bytes.length, blank);
  }

  private void add(int start, int end, boolean blank) {
    if (blank) {
      return;
    }
    if (2 * size == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * size] = start;
    bounds[2 * size + 1] = end;
    size++;
  }

  /** Returns the number of lines. */
  int size() {
    return size;
  }

  /** Returns the bytes of all lines. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the index of the first byte of a line. */
  int start(int line) {
    return bounds[2 * line];
  }

  /** Returns the index after the last byte of a line. */
  int end(int line) {
    return bounds[2 * line + 1];
  }

  /** Returns a copy of a line. */
  Buffer line(int line) {
    return Buffer.buffer(Arrays.copyOfRange(bytes, start(line), end(line)));
  }
}
