package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  @Test
  void containsTheFeedsInTheOrderOfTheirNames() {
    Cursor cursor =
        Cursor.of("scores", new Position("a81c", 77)).with("prices", new Position("k3f9", 1234));

    assertThat(cursor).hasToString("prices:k3f9:1234,scores:a81c:77");
    assertThat(cursor.positions()).containsOnlyKeys("prices", "scores");
    assertThat(cursor.position("prices")).isEqualTo(new Position("k3f9", 1234));
    assertThat(cursor.position("chat")).isNull();
  }

  @Test
  void isImmutable() {
    Cursor cursor = Cursor.of("prices", new Position("k3f9", 1));
    Cursor moved = cursor.with("prices", new Position("k3f9", 2));

    assertThat(cursor).hasToString("prices:k3f9:1").isNotEqualTo(moved);
    assertThat(Cursor.empty().positions()).isEmpty();
    assertThatThrownBy(() -> cursor.positions().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @SeededRandom(100)
  void isParsedAsItIsPrinted(long seed) {
    Random random = new Random(seed);
    Cursor cursor = Cursor.empty();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      String feed = text(random, "abcXYZ019_-", 1, 200);
      String epoch = text(random, "abcxyz019", 4, 16);
      long offset = random.nextLong(1L << random.nextInt(1, 59));
      cursor = cursor.with(feed, new Position(epoch, offset));
    }
    Cursor read = Cursor.parse(cursor.toString());

    assertThat(read).isEqualTo(cursor).hasSameHashCodeAs(cursor).hasToString(cursor.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "prices",
        "prices:k3f9",
        "prices:k3f9:",
        "prices::1",
        ":k3f9:1",
        "prices:k3f9:1,",
        ",prices:k3f9:1",
        "prices:k3f9:1,,scores:a81c:7",
        "prices:k3f9:1;scores:a81c:7",
        "prices:k3f9:-1",
        "prices:k3f9:+1",
        "prices:k3f9:1.0",
        "prices:k3f9:1e3",
        "prices:k3f9:0x1",
        "prices:k3f9:9223372036854775808",
        "prices:k3f9:1000000000000000000",
        "prices:k3f:1",
        "prices:k3f9k3f9k3f9k3f9k:1",
        "prices:K3F9:1",
        "prices:k3_9:1",
        "pri.ces:k3f9:1",
        "pri*:k3f9:1",
        "prices :k3f9:1",
        " prices:k3f9:1",
        "prices:k3f9:1 ",
        "prices:k3f9:1\n",
        "prices:k3f9:١",
        "prices:k3f9:1:2",
      })
  void isRefusedIfMalformed(String text) {
    assertThatThrownBy(() -> Cursor.parse(text))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_CURSOR));
  }

  @Test
  void isRefusedIfItContainsAFeedTwice() {
    assertThatThrownBy(() -> Cursor.parse("a:k3f9:1,b:k3f9:1,a:k3f9:2"))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("'a' twice");
  }

  @Test
  void isQuotedInPartIfItIsVeryLong() {
    assertThatThrownBy(() -> Cursor.parse("x".repeat(100_000)))
        .isInstanceOfSatisfying(
            FeedException.class, exception -> assertThat(exception.reason()).hasSizeLessThan(200));
  }

  @SeededRandom(300)
  void anyTextIsParsedOrRefused(long seed) {
    Random random = new Random(seed);
    String text = text(random, "ab:,1059zZ.-\n \u0000é", 0, 40);
    try {
      assertThat(Cursor.parse(text).positions()).isNotEmpty();
    } catch (FeedException exception) {
      assertThat(exception.code()).isEqualTo(ErrorCode.BAD_CURSOR);
    }
  }

  private static String text(Random random, String alphabet, int min, int max) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(min, max + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
