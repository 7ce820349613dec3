package io.feedhorn.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parser of {@code .env} files: one {@code NAME=value} in each line; empty lines and lines that
 * start with {@code #} are ignored. A value in single quotes is literal; in double quotes, {@code
 * \n}, {@code \"} and {@code \\} are escapes; a value without quotes ends before {@code " #"}.
 */
final class DotEnv {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern DOUBLE_QUOTED =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
  private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");

  private DotEnv() {}

  /** Reads the file if it exists; adds an error for each line that is not an assignment. */
  static Map<String, EnvironmentVariable> read(Path file, List<String> errors) {
    Map<String, EnvironmentVariable> variables = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return variables;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).replace("\uFEFF", "").strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          read(line, ".env line " + (i + 1), variables, errors);
        }
      }
    } catch (IOException unreadable) {
      errors.add(".env: cannot be read: " + ErrorMessages.of(unreadable));
    }
    return variables;
  }

  private static void read(
      String line, String source, Map<String, EnvironmentVariable> variables, List<String> errors) {
    Matcher matcher = LINE.matcher(line);
    String value = matcher.matches() ? value(matcher.group(2)) : null;
    if (value == null) {
      // The line itself is not shown: it may be a secret.
      errors.add(source + ": must be NAME=value, and each opened quote must be closed");
    } else {
      variables.put(matcher.group(1), new EnvironmentVariable(value, source));
    }
  }

  private static @Nullable String value(String text) {
    if (text.startsWith("\"")) {
      Matcher quoted = DOUBLE_QUOTED.matcher(text);
      return quoted.matches() ? unescaped(quoted.group(1)) : null;
    }
    if (text.startsWith("'")) {
      Matcher quoted = SINGLE_QUOTED.matcher(text);
      return quoted.matches() ? quoted.group(1) : null;
    }
    return text.startsWith("#") ? "" : text.split("\\s#", 2)[0].strip();
  }

  private static String unescaped(String text) {
    StringBuilder unescaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i);
      }
      unescaped.append(c);
    }
    return unescaped.toString();
  }
}
