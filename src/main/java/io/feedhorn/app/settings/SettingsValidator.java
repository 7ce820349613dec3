package io.feedhorn.app.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks values of all sources, alone and together, and merges them. Used once. Reads files. */
final class SettingsValidator {
  private final Path directory;
  private final List<String> errors;

  /**
   * @param directory the working directory, to which relative paths refer
   * @param errors the errors that the sources found
   */
  SettingsValidator(Path directory, List<String> errors) {
    this.directory = directory;
    this.errors = errors;
  }

  /**
   * @param values the values of all sources, in order of increasing precedence
   * @throws SettingsException with a line for each error
   */
  ResolvedSettings resolve(List<SettingValue> values, @Nullable Path webroot) {
    List<SettingValue> valid = new ArrayList<>();
    Set<String> refused = new HashSet<>();
    for (SettingValue value : values) {
      String error = error(value);
      if (error == null) {
        valid.add(value);
      } else {
        errors.add(value.errorLine(error));
        refused.add(value.path());
      }
    }
    ResolvedSettings settings = new ResolvedSettings(valid);
    ValidationContext context = new ValidationContext(settings, directory, refused, errors);
    FeedSettings.check(context);
    AuthSettings.check(context);
    HttpSettings.check(context);
    DemoSettings.check(context);
    ClusterSettings.check(context);
    PortCheck.check(context);
    PushSettings.check(context);
    StoreSettings.check(context);
    SourceSettings.check(context);
    if (webroot != null && !Files.isDirectory(directory.resolve(webroot))) {
      errors.add("--webroot = \"" + webroot + "\": must be an existing directory");
    }
    if (!errors.isEmpty()) {
      throw new SettingsException(errors);
    }
    return settings;
  }

  private static @Nullable String error(SettingValue value) {
    if (NamedSections.isEmptySource(value)) {
      return null; // The check of the source names what is missing.
    }
    String nameError = NamedSections.nameError(value.path());
    if (nameError != null) {
      return nameError;
    }
    SettingKey<?> key = SettingKeys.find(value.path());
    return key == null ? UnknownKeyMessage.forKey(value.path()) : key.error(value);
  }
}
