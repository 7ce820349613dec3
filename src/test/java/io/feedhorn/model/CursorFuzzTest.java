package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Cursors, also as a browser sends them in {@code Last-Event-ID}. */
class CursorFuzzTest {
  @FuzzTest
  void isParsedAsItIsPrinted(byte[] bytes) {
    String text = FuzzInput.text(bytes);
    Cursor cursor = FuzzInput.read(() -> Cursor.parse(text), ErrorCode.BAD_CURSOR);

    assertThat(cursor != null).as(text).isEqualTo(isCursor(text));
    if (cursor != null) {
      String printed = cursor.toString();
      assertThat(Cursor.parse(printed)).isEqualTo(cursor).hasToString(printed);
      assertThat(printed.split(",")).hasSameSizeAs(text.split(","));
      cursor
          .positions()
          .forEach(
              (feed, position) -> assertThat("," + text).containsPattern(part(feed, position)));
    }
  }

  private static String part(String feed, Position position) {
    return ",%s:%s:0*%d(,|$)".formatted(feed, position.epoch(), position.offset());
  }

  private static boolean isCursor(String text) {
    String[] parts = text.split(",", -1);
    long feeds = Arrays.stream(parts).map(part -> part.split(":", -1)[0]).distinct().count();
    return feeds == parts.length
        && Arrays.stream(parts).allMatch(part -> part.matches(JsonGrammar.CURSOR_PART));
  }
}
