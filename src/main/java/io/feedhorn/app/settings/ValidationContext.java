package io.feedhorn.app.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings under validation, for the checks of a section that need several keys or a file.
 *
 * @param directory the working directory, to which relative paths refer
 * @param errors receives one line for each error
 */
record ValidationContext(ResolvedSettings settings, Path directory, List<String> errors) {
  /** Adds an error about the value of a key. */
  void reject(SettingKey<?> key, String error) {
    errors.add(settings.effective(key).errorLine(error));
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
