package io.feedhorn.http.api;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits NDJSON into lines, as bytes: a line that is not UTF-8 does not affect the others. Safe on
 * any thread.
 */
final class NdjsonLines {
  private NdjsonLines() {}

  /**
   * Returns the lines that are not blank. Only LF ends a line; other white space of JSON, such as
   * CR, belongs to the line.
   */
  static List<Buffer> of(Buffer body) {
    List<Buffer> lines = new ArrayList<>();
    int start = 0;
    boolean blank = true;
    for (int i = 0; i <= body.length(); i++) {
      byte b = i == body.length() ? (byte) '\n' : body.getByte(i);
      if (b == '\n') {
        if (!blank) {
          lines.add(body.slice(start, i));
        }
        start = i + 1;
        blank = true;
      } else {
        blank &= b == ' ' || b == '\t' || b == '\r';
      }
    }
    return lines;
  }
}
