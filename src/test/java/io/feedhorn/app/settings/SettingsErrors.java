package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What every line that names a mistake has, whatever was written. */
final class SettingsErrors {
  private SettingsErrors() {}

  static void areLines(List<String> mistakes) {
    assertThat(mistakes)
        .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("\n", "\r", "\tat "));
  }
}
