package io.feedhorn.source.format;

import io.feedhorn.json.JsonValues;
import io.feedhorn.model.FeedException;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SourceMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A parser of lines in their order. The first record of CSV is the header; a quoted value may
 * contain line breaks. Values of CSV that are JSON numbers become numbers, empty ones null. Not
 * thread-safe.
 */
public final class LineParser {
  /** The reason why an unfinished record is broken. */
  public static final String UNFINISHED = "CSV: a quoted value is not closed";

  private static final int MAX_RECORD_CHARACTERS = 1 << 20;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

  /** The byte order mark, which text of Windows programs may start with. */
  private static final String MARK = "\uFEFF";

  private final Format format;
  private boolean first = true;
  private @Nullable List<String> header;

  /** The start of a record of CSV whose quoted value goes on in the next line. */
  private String open = "";

  public LineParser(Format format) {
    this.format = format;
  }

  /**
   * Returns the message of a line; null for an empty line, a header, and the start of a record that
   * goes on.
   *
   * @param position the position of the line; null if it has none
   * @throws MappingException if the line is broken
   */
  public @Nullable SourceMessage parse(String line, @Nullable String position) {
    String text = first ? withoutMark(line) : line;
    first = false;
    if (text.isBlank() && open.isEmpty()) {
      return null;
    }
    return switch (format) {
      case CSV -> csv(text, position);
      case TEXT -> new SourceMessage(text, text, position, Map.of());
      default -> json(text, position);
    };
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
    String unfinished = open.isEmpty() ? null : open;
    open = "";
    return unfinished;
  }

  /** Forgets the header and an open record: the next line is the first of a file. */
  public void restart() {
    first = true;
    header = null;
    open = "";
  }

  private static SourceMessage json(String line, @Nullable String position) {
    try {
      return new SourceMessage(line, JsonValues.parse(line), position, Map.of());
    } catch (FeedException notJson) {
      throw new MappingException(notJson.reason());
    }
  }

  private @Nullable SourceMessage csv(String line, @Nullable String position) {
    String record = open + line;
    if (record.chars().filter(c -> c == '"').count() % 2 != 0) {
      if (record.length() > MAX_RECORD_CHARACTERS) {
        open = "";
        throw new MappingException("CSV: a quoted value is not closed within 1 MiB");
      }
      open = record + "\n";
      return null;
    }
    open = "";
    List<String> values = values(record);
    List<String> names = header;
    if (names == null) {
      header = values;
      return null;
    }
    if (values.size() != names.size()) {
      throw new MappingException(
          "CSV: the row has %d values, the header %d".formatted(values.size(), names.size()));
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      row.put(names.get(i).strip(), value(values.get(i)));
    }
    return new SourceMessage(record, row, position, Map.of());
  }

  private static List<String> values(String record) {
    try (CSVParser parser = CSVParser.parse(record, CSVFormat.RFC4180)) {
      List<CSVRecord> records = parser.getRecords();
      return records.get(0).toList();
    } catch (IOException | RuntimeException broken) {
      throw new MappingException("CSV: " + broken.getMessage());
    }
  }

  private static @Nullable Object value(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
  }
}
