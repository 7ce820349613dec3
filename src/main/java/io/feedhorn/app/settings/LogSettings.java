package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.choice;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The section {@code log}: its keys, and the options made of them. */
final class LogSettings {
  static final SettingSection KEYS = new SettingSection("log.");

  /** The section, which a reload applies. */
  static final String SECTION = "log";

  static final SettingKey<LogOptions.Format> FORMAT =
      KEYS.key(
          "format",
          choice(LogOptions.Format.values(), LogOptions.Format::text),
          LogOptions.Format.TEXT,
          "form of the lines");
  static final SettingKey<Level> LEVEL =
      KEYS.key(
          "level", choice(Level.values(), LogSettings::text), Level.INFO, "lowest level of lines");
  static final SettingKey<List<String>> LOGGERS =
      KEYS.key(
          "loggers",
          SettingType.list(
              "a list of LOGGER=LEVEL, with a level of "
                  + Stream.of(Level.values())
                      .map(LogSettings::text)
                      .collect(Collectors.joining(", ")),
              LogSettings::logger),
          List.of(),
          "levels of single loggers");

  private LogSettings() {}

  private static String text(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the text of a logger and its level; null if it is not one. */
  private static @Nullable String logger(String text) {
    String[] parts = text.split("=", 2);
    boolean valid =
        parts.length == 2
            && parts[0].strip().matches("[A-Za-z0-9_$.]+")
            && Arrays.stream(Level.values())
                .anyMatch(level -> text(level).equals(parts[1].strip()));
    return valid ? parts[0].strip() + "=" + parts[1].strip() : null;
  }

  static LogOptions options(ResolvedSettings settings) {
    Map<String, Level> loggers = new LinkedHashMap<>();
    for (String each : settings.get(LOGGERS)) {
      String[] parts = each.split("=", 2);
      loggers.put(parts[0], Level.valueOf(parts[1].toUpperCase(Locale.ROOT)));
    }
    return new LogOptions(settings.get(FORMAT), settings.get(LEVEL), loggers);
  }
}
