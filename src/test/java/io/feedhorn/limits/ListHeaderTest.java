package io.feedhorn.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers whose value is a list. */
class ListHeaderTest {
  @Test
  void severalLinesAreOneList() {
    assertThat(ListHeader.members(List.of("a, b", "c"))).containsExactly("a", "b", "c");
    assertThat(ListHeader.members(List.of())).isEmpty();
  }

  @Test
  void emptyMembersAreOmitted() {
    assertThat(ListHeader.members(List.of(" , a ,,b\t,", ""))).containsExactly("a", "b");
  }

  @Test
  void aQuotedStringIsNotSplit() {
    assertThat(ListHeader.members(List.of("\"a,b\", W/\"c\", \"d\\\",e\"")))
        .containsExactly("\"a,b\"", "W/\"c\"", "\"d\\\",e\"");
    assertThat(ListHeader.members(List.of("\"never ends, a"))).containsExactly("\"never ends, a");
    assertThat(ListHeader.members(List.of("\"ends with \\"))).containsExactly("\"ends with \\");
  }

  @Test
  void aMemberHasParts() {
    assertThat(ListHeader.parts("for=\"[::1]:1;x\" ; proto=https;"))
        .containsExactly("for=\"[::1]:1;x\"", "proto=https");
  }

  @Test
  void aMemberWithoutPartsHasNoFirstPart() {
    assertThat(ListHeader.firstPart("text/html ;q=0.5")).isEqualTo("text/html");
    assertThat(ListHeader.firstPart(";")).isEmpty();
  }

  @Test
  void aMemberIsFoundInUpperAndLowerCase() {
    assertThat(ListHeader.has(List.of("keep-alive", "Upgrade"), "upgrade")).isTrue();
    assertThat(ListHeader.has(List.of("keep-alive", "Upgraded"), "upgrade")).isFalse();
  }
}
