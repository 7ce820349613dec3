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
 * A {@code .env} file: a line {@code NAME=value} each, empty lines and those with {@code #} left
 * out. A value in single quotes is taken as it is; in double quotes, {@code \n}, {@code \"} and
 * {@code \\} stand for what they name; without quotes it ends before {@code " #"}.
 */
final class DotEnv {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern DOUBLE_QUOTED =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
  private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");

  private DotEnv() {}

  /** Reads the file if it is there; adds a line to the mistakes for each line that is none. */
  static Map<String, EnvironmentVariable> read(Path file, List<String> mistakes) {
    Map<String, EnvironmentVariable> variables = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return variables;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).replace("\uFEFF", "").strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          read(line, ".env line " + (i + 1), variables, mistakes);
        }
      }
    } catch (IOException unreadable) {
      mistakes.add(".env: cannot be read: " + ErrorMessages.of(unreadable));
    }
    return variables;
  }

  private static void read(
      String line,
      String where,
      Map<String, EnvironmentVariable> variables,
      List<String> mistakes) {
    Matcher matcher = LINE.matcher(line);
    String value = matcher.matches() ? value(matcher.group(2)) : null;
    if (value == null) {
      // The line itself is not shown: it may be a secret without a name.
      mistakes.add(where + ": must be NAME=value, with quotes closed where they are used");
    } else {
      variables.put(matcher.group(1), new EnvironmentVariable(value, where));
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
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        c = text.charAt(i) == 'n' ? '\n' : text.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
