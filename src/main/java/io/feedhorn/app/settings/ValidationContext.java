package io.feedhorn.app.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The settings under validation, for the checks of a section that need several keys or a file.
 *
 * @param directory the working directory, to which relative paths refer
 * @param refused the paths of values that are refused already, and are as if they were not set
 * @param errors receives one line for each error
 */
record ValidationContext(
    ResolvedSettings settings, Path directory, Set<String> refused, List<String> errors) {
  /** Adds an error about the value of a key. */
  void reject(SettingKey<?> key, String error) {
    reject(settings.effective(key), error);
  }

  /** Adds an error about a value, unless it has one already. */
  void reject(SettingValue value, String error) {
    if (!refused.contains(value.path())) {
      errors.add(value.errorLine(error));
    }
  }

  Path resolve(String file) {
    return directory.resolve(file);
  }

  /** Adds an error unless the value of the key is the path of a readable file. */
  void requireReadable(SettingKey<String> key) {
    String file = settings.get(key);
    if (!Files.isReadable(resolve(file))) {
      reject(key, "must be a readable file");
    }
  }
}
