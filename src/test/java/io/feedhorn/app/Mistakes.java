package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What every line that names a mistake has, whatever was written. */
final class Mistakes {
  private Mistakes() {}

  static void areLines(List<String> mistakes) {
    assertThat(mistakes)
        .allSatisfy(line -> assertThat(line).isNotBlank().doesNotContain("\n", "\r", "\tat "));
  }
}
