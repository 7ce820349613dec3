package io.feedhorn.source.format;

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
 * A parser of CSV (RFC 4180), line by line. The first record is the header; a quoted value may
 * contain line breaks. Values that are JSON numbers become numbers, empty ones null. Not
 * thread-safe.
 */
final class CsvRecordParser {
  private static final int MAX_RECORD_CHARACTERS = 1 << 20;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

  private @Nullable List<String> header;

  /** The start of a record whose quoted value goes on in the next line. */
  private String open = "";

  /**
   * Returns the message of a line; null for an empty line, the header, and the start of a record
   * that goes on.
   *
   * @throws MappingException if the line is broken
   */
  @Nullable SourceMessage parse(String line, @Nullable String position) {
    if (line.isBlank() && open.isEmpty()) {
      return null;
    }
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

  /** Returns the start of a record that goes on, and forgets it; null if there is none. */
  @Nullable String takeUnfinished() {
    String unfinished = open.isEmpty() ? null : open;
    open = "";
    return unfinished;
  }

  /** Forgets the header and an open record: the next line is the first of a file. */
  void restart() {
    header = null;
    open = "";
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
