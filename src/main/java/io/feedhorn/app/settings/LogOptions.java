package io.feedhorn.app.settings;

import java.util.Locale;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * The options of the log. Immutable. They are applied again by a reload.
 *
 * @param format the form of a line
 * @param level the lowest level of Feedhorn's own lines
 * @param loggers the lowest levels of other loggers, or of parts of Feedhorn, by the logger's name
 */
public record LogOptions(Format format, Level level, Map<String, Level> loggers) {
  /** Lines of text with Feedhorn's information, warnings and errors. */
  public static final LogOptions DEFAULT = new LogOptions(Format.TEXT, Level.INFO, Map.of());

  /** The form of a line. */
  public enum Format {
    /** A sentence, and the fields as {@code key=value}. */
    TEXT,
    /** A JSON object. */
    JSON;

    /** Returns the name in the settings. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LogOptions {
    loggers = Map.copyOf(loggers);
  }
}
