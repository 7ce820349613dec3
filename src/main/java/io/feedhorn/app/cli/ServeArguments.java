package io.feedhorn.app.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usual arguments of a server without picocli, whose classes and options of all commands
 * are a quarter of the time to start. Everything else is left to picocli, also what is wrong.
 */
final class ServeArguments {
  private static final String COMMAND = "serve";

  private ServeArguments() {}

  /** Returns the options of a server, or null if picocli must read the arguments. */
  static @Nullable ServeOptions read(String... arguments) {
    ServeOptions options = new ServeOptions();
    boolean command = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals(COMMAND) && !command) {
        command = true;
      } else if (i + 1 < arguments.length
          && (command || !mayBeCommand(arguments[i + 1]))
          && set(options, arguments[i], arguments[i + 1])) {
        i++;
      } else {
        return null;
      }
    }
    return options;
  }

  /** Returns true if a value before the command may be a command, which is then missing a value. */
  private static boolean mayBeCommand(String value) {
    return value.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
  }

  /** Returns true if a name is an option that has no value yet, and the value can be one. */
  private static boolean set(ServeOptions options, String name, String value) {
    if (value.isEmpty() || value.startsWith("-") || value.startsWith("@")) {
      return false;
    }
    try {
      Path path = Path.of(value);
      switch (name) {
        case "--conf" -> {
          boolean first = options.conf == null;
          options.conf = path;
          return first;
        }
        case "--defaults" -> {
          boolean first = options.defaults == null;
          options.defaults = path;
          return first;
        }
        case "--webroot" -> {
          boolean first = options.webroot == null;
          options.webroot = path;
          return first;
        }
        default -> {
          return false;
        }
      }
    } catch (InvalidPathException invalid) {
      return false;
    }
  }
}
