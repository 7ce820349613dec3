package io.feedhorn.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads CSV files of the class path: a header, then rows of values without quotes. Blocks. */
final class Csv {
  private Csv() {}

  /** Returns the rows below the header; each must have this number of values. */
  static List<List<String>> rows(String resource, int columns) {
    try (InputStream stream = Csv.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return rows(
          resource,
          columns,
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  private static List<List<String>> rows(String resource, int columns, BufferedReader lines)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    lines.readLine();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> row = List.of(line.split(",", -1));
      if (row.size() != columns) {
        throw new IllegalStateException(
            "%s, line %d: must have %d values, has %d"
                .formatted(resource, rows.size() + 2, columns, row.size()));
      }
      rows.add(row);
    }
    return rows;
  }
}
