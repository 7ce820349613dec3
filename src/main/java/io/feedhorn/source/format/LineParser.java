package io.feedhorn.source.format;

import io.feedhorn.json.JsonValues;
import io.feedhorn.model.FeedException;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SourceMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parser of lines in their order, of any format of a line. Not thread-safe. */
public final class LineParser {
  /** The reason why an unfinished record is broken. */
  public static final String UNFINISHED = "CSV: a quoted value is not closed";

  /** The byte order mark, which text of Windows programs may start with. */
  private static final String MARK = "\uFEFF";

  private final Format format;
  private final CsvRecordParser csv = new CsvRecordParser();
  private boolean first = true;

  public LineParser(Format format) {
    this.format = format;
  }

  /**
   * Returns the message of a line; null for an empty line, and in CSV for the header and the start
   * of a record that goes on.
   *
   * @param position the position of the line; null if it has none
   * @throws MappingException if the line is broken
   */
  public @Nullable SourceMessage parse(String line, @Nullable String position) {
    return parse(line, position, null);
  }

  /**
   * Returns the message of a line, as {@link #parse(String, String)} does. A record of CSV with a
   * line that cannot be read is broken as a whole.
   *
   * @param position the position of the line; null if it has none
   * @param fault the reason why the line cannot be read; null if it can
   * @throws MappingException if the line is broken
   */
  public @Nullable SourceMessage parse(
      String line, @Nullable String position, @Nullable LineFault fault) {
    String text = first ? withoutMark(line) : line;
    first = false;
    if (format == Format.CSV) {
      return csv.parse(text, position, fault);
    }
    if (fault != null) {
      throw new MappingException(fault.reason());
    }
    if (text.isBlank()) {
      return null;
    }
    return format == Format.TEXT
        ? new SourceMessage(text, text, position, Map.of())
        : json(text, position);
  }

  /** Returns a text without the byte order mark at its start. */
  static String withoutMark(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  /**
   * Returns the start of a record whose quoted value is not closed at the end of the text, and
   * forgets it; null if there is none. {@link #UNFINISHED} is the reason to report.
   */
  public @Nullable String takeUnfinished() {
    return csv.takeUnfinished();
  }

  /** Returns true after the start of a record that goes on. */
  public boolean isUnfinished() {
    return csv.isUnfinished();
  }

  /** Returns true if the header of CSV has been read, or found to be broken. */
  public boolean hasHeader() {
    return csv.hasHeader();
  }

  /** Forgets the header and an open record: the next line is the first of a file. */
  public void restart() {
    first = true;
    csv.restart();
  }

  private static SourceMessage json(String line, @Nullable String position) {
    try {
      return new SourceMessage(line, JsonValues.parse(line), position, Map.of());
    } catch (FeedException notJson) {
      throw new MappingException(notJson.reason());
    }
  }
}
