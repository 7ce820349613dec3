package io.feedhorn.source.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The charset of a body, by the media type of its header. */
public final class MediaCharset {
  private static final String PARAMETER = "charset=";

  private MediaCharset() {}

  /**
   * Returns the charset of a media type such as {@code text/csv; charset=iso-8859-1}; UTF-8 if it
   * has none, or one that is not known, and for JSON, which has no other (RFC 8259, section 8.1).
   */
  public static Charset of(Format format, @Nullable String mediaType) {
    if (mediaType == null || format == Format.JSON || format == Format.NDJSON) {
      return StandardCharsets.UTF_8;
    }
    for (String part : mediaType.split(";", -1)) {
      String parameter = part.strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith(PARAMETER)) {
        return named(parameter.substring(PARAMETER.length()).replace("\"", "").strip());
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static Charset named(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }
}
