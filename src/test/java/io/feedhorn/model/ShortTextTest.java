package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortTextTest {
  @ParameterizedTest
  @CsvSource({
    "abc, 3, abc",
    "abcd, 3, abc…",
    "ab\uD83D\uDE00, 4, ab\uD83D\uDE00",
    "ab\uD83D\uDE00c, 4, ab\uD83D\uDE00…",
    "ab\uD83D\uDE00c, 3, ab…",
    "\uD83D\uDE00c, 1, …"
  })
  void noCharacterIsCutInHalf(String text, int maxCharacters, String expected) {
    assertThat(ShortText.of(text, maxCharacters)).isEqualTo(expected);
  }
}
