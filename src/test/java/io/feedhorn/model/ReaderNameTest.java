package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of the names of readers follow the rule of these names, not that of topics. */
class ReaderNameTest {
  private static final int MAX_LENGTH = 188;

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice.*", "*", ">", "*.phone", "team.>", "A-1_b"})
  void aPatternIsThatOfTheTopicsOfReaders(String names) {
    assertThat(ReaderName.pattern(names).text()).isEqualTo("sys.readers." + names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a b", "jürgen", "a..b", ">.a", "a*", "a.b>", "a@b", "a/b"})
  void aPatternThatMatchesNoNameIsRefused(String names) {
    assertThatThrownBy(() -> ReaderName.pattern(names))
        .isInstanceOfSatisfying(
            FeedException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST);
              assertThat(refused.reason())
                  .startsWith("Bad pattern of reader names '" + names + "': ")
                  .contains("1 to 188 characters")
                  .contains("A-Z a-z 0-9 _ -");
            });
  }

  @Test
  void aPatternIsAsLongAsANameMayBe() {
    String longest = "n".repeat(MAX_LENGTH);
    assertThat(ReaderName.pattern(longest).matches(ReaderName.parse(longest).topic().name()))
        .isTrue();
    assertThatThrownBy(() -> ReaderName.pattern(longest + "n"))
        .hasMessageContaining("1 to 188 characters");
  }
}
