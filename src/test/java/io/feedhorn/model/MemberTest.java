package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberTest {
  private static final String EMOJI = "\uD83C\uDFBA";

  @Test
  void aNameHasAtMost100CodeUnits() {
    String longest = "n".repeat(Member.MAX_NAME_LENGTH);
    assertThat(Member.of("u", longest).name()).isEqualTo(longest);
    assertThat(Member.of("u", longest + "n")).isEqualTo(new Member("u", null));

    assertThat(Member.of("u", EMOJI.repeat(50)).name()).isEqualTo(EMOJI.repeat(50));
    assertThat(Member.of("u", EMOJI.repeat(51))).isEqualTo(new Member("u", null));
  }
}
