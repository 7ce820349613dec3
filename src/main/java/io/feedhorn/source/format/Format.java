package io.feedhorn.source.format;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The format of a body, a file or a message. */
public enum Format {
  /** One JSON value. */
  JSON,
  /** One JSON value in each line. */
  NDJSON,
  /** A header and rows (RFC 4180). */
  CSV,
  /** A text in each line. */
  TEXT;

  /** Returns the name in the settings. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the format of a media type such as {@code text/csv; charset=utf-8}; JSON if unknown.
   */
  public static Format ofMediaType(@Nullable String mediaType) {
    String type = mediaType == null ? "" : mediaType.split(";", 2)[0].strip();
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "text/csv", "application/csv" -> CSV;
      case "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonlines" ->
          NDJSON;
      case "text/plain" -> TEXT;
      default -> JSON;
    };
  }

  /**
   * Returns the format of a file by its name, which may end with {@code .gz}; NDJSON if unknown.
   */
  public static Format ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return lower.endsWith(".csv") ? CSV : lower.endsWith(".txt") ? TEXT : NDJSON;
  }
}
