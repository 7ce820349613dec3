package io.feedhorn.source.file;

import io.feedhorn.source.MappingException;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.format.LineParser;
import java.util.ArrayList;
import java.util.List;

/**
 * The first lines of a file of CSV, up to the end of its header, which has several of them if there
 * is a line break in a quoted name. Not thread-safe.
 */
final class CsvHeader {
  private final LineParser parser = new LineParser(Format.CSV);
  private final List<Line> lines = new ArrayList<>();

  /** Adds the next line, if it belongs to the header. */
  void add(Line line) {
    if (isComplete()) {
      return;
    }
    lines.add(line);
    try {
      parser.parse(line.text(), null, line.fault());
    } catch (MappingException broken) {
      // Reported by the parser of the lines.
    }
  }

  boolean isComplete() {
    return parser.hasHeader();
  }

  /** Returns the lines so far. */
  List<Line> lines() {
    return List.copyOf(lines);
  }
}
