package io.feedhorn.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdjsonLinesTest {
  @Test
  void onlyALineFeedEndsALineAndBlankLinesDoNotCount() {
    assertThat(lines("a\r\n\n \t\r\n b \n\nc")).containsExactly("a\r", " b ", "c");
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n\n")).isEmpty();
  }

  @Test
  void thereAreAnyNumberOfLines() {
    List<String> lines = lines("line\n".repeat(5_000) + "last");

    assertThat(lines).hasSize(5_001).endsWith("line", "last");
  }

  private static List<String> lines(String body) {
    NdjsonLines lines = NdjsonLines.of(Buffer.buffer(body));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      all.add(lines.line(i).toString());
      assertThat(lines.bytes()[lines.start(i)]).isNotEqualTo((byte) '\n');
    }
    return all;
  }
}
