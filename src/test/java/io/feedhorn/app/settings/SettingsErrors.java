package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Assertions that hold for the lines of all errors. */
final class SettingsErrors {
  private SettingsErrors() {}

  static void areLines(List<String> errors) {
    assertThat(errors)
        .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("\n", "\r", "\tat "));
  }
}
