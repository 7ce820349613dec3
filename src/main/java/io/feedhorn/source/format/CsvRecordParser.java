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

  /** The reason why the header cannot be read; null if it can, or is not read yet. */
  private @Nullable String brokenHeader;

  /**
   * The start of a record whose quoted value goes on in the next line. It has an odd number of
   * quotes.
   */
  private StringBuilder open = new StringBuilder();

  private @Nullable LineFault openFault;

  /**
   * Returns the message of a line; null for an empty line, the header, and the start of a record
   * that goes on.
   *
   * @param fault the reason why the line cannot be read, and so its record; null if it can
   * @throws MappingException if the line is broken
   */
  @Nullable SourceMessage parse(String line, @Nullable String position, @Nullable LineFault fault) {
    if (fault == LineFault.TOO_LONG) {
      forgetOpen(); // The quotes in the rest of the line are not known.
      throw broken(fault.reason());
    }
    if (line.isBlank() && open.isEmpty()) {
      return null;
    }
    LineFault found = openFault == null ? fault : openFault;
    // Only this line is looked at, because a record may have very many of them.
    boolean goesOn = hasOddQuotes(line) == open.isEmpty();
    open.append(line);
    if (goesOn && open.length() <= MAX_RECORD_CHARACTERS) {
      open.append('\n');
      openFault = found;
      return null;
    }
    String record = open.toString();
    forgetOpen();
    if (goesOn || found != null) {
      throw broken(
          found == null ? "CSV: a quoted value is not closed within 1 MiB" : found.reason());
    }
    List<String> values = values(record);
    if (brokenHeader != null) {
      throw new MappingException("CSV: the header cannot be read: " + brokenHeader);
    }
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
    String unfinished = open.isEmpty() ? null : open.toString();
    forgetOpen();
    return unfinished;
  }

  private void forgetOpen() {
    open = new StringBuilder();
    openFault = null;
  }

  private static boolean hasOddQuotes(String line) {
    return line.chars().filter(c -> c == '"').count() % 2 != 0;
  }

  /** Returns true after the start of a record that goes on. */
  boolean isUnfinished() {
    return !open.isEmpty();
  }

  /** Returns true if the header has been read, or found to be broken. */
  boolean hasHeader() {
    return header != null || brokenHeader != null;
  }

  /** Forgets the header and an open record: the next line is the first of a file. */
  void restart() {
    header = null;
    brokenHeader = null;
    forgetOpen();
  }

  private List<String> values(String record) {
    List<CSVRecord> records;
    try (CSVParser parser = CSVParser.parse(record, CSVFormat.RFC4180)) {
      records = parser.getRecords();
    } catch (IOException | RuntimeException invalid) {
      throw broken("CSV: " + invalid.getMessage());
    }
    if (records.size() != 1) {
      throw broken("CSV: lines must end with LF or CR LF, not with CR alone");
    }
    return records.get(0).toList();
  }

  /** Returns the exception for a record. If it is the header, no row can be read. */
  private MappingException broken(String reason) {
    if (!hasHeader()) {
      brokenHeader = reason;
    }
    return new MappingException(reason);
  }

  private static @Nullable Object value(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
  }
}
