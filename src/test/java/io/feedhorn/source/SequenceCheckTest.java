package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {
  private final SequenceCheck check = new SequenceCheck("u", "s");

  private @Nullable String gap(String json) {
    SequenceGap gap = check.gapBefore(SourceMessage.json(json, null));
    return gap == null ? null : gap.reason();
  }

  @Test
  void findsGapsWithinEachSequence() {
    assertThat(gap("{\"u\":1,\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":8,\"s\":\"B\"}")).isNull();
    assertThat(gap("{\"u\":2,\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":5,\"s\":\"A\"}")).isEqualTo("gap: number 5 of A follows 2");
    assertThat(gap("{\"u\":9,\"s\":\"B\"}")).isNull();
    assertThat(gap("{\"u\":6,\"s\":\"A\"}")).isNull();
  }

  @Test
  void aSmallerNumberStartsTheSequenceAgain() {
    gap("{\"u\":9,\"s\":\"A\"}");

    assertThat(gap("{\"u\":1,\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":2,\"s\":\"A\"}")).isNull();
  }

  @Test
  void aNumberMayBeAText() {
    assertThat(gap("{\"u\":\"17\",\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":\"18\",\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":\"20\",\"s\":\"A\"}")).isEqualTo("gap: number 20 of A follows 18");
    assertThat(gap("{\"u\":\"x\",\"s\":\"A\"}")).isNull();
  }

  @Test
  void aNumberMayHaveAnyNumberOfDigits() {
    // Beyond 18 digits, and beyond the range of 64 bits with and without a sign.
    assertThat(gap("{\"u\":\"9223372036854775806\",\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":\"9223372036854775808\",\"s\":\"A\"}"))
        .isEqualTo("gap: number 9223372036854775808 of A follows 9223372036854775806");
    assertThat(gap("{\"u\":9223372036854775809,\"s\":\"A\"}")).isNull();
    assertThat(gap("{\"u\":18446744073709551617,\"s\":\"A\"}"))
        .isEqualTo("gap: number 18446744073709551617 of A follows 9223372036854775809");
    assertThat(gap("{\"u\":18446744073709551618,\"s\":\"A\"}")).isNull();
  }

  @Test
  void messagesWithoutANumberAreNotChecked() {
    assertThat(gap("{\"pong\":true}")).isNull();
    assertThat(new SequenceCheck(null, null).gapBefore(SourceMessage.json("{\"u\":1}", null)))
        .isNull();
  }
}
