package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.SeededRandom;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "-0",
        "0.000",
        "123456789012345678901234567890",
        "1E+400",
        "\"\\u0041\\/\"",
        "\"a b\\\" c\\\\\"",
        "\"\\ud800\"",
        "null",
        "true",
        "[]",
        "{}",
        "{\"a\":1,\"a\":2}"
      })
  void keepsDigitsAndEscapes(String json) {
    assertThat(RawJson.compact(json)).hasToString(json);
    assertThat(RawJson.compact(" \r\n\t" + json + "\n")).hasToString(json);
  }

  @SeededRandom(100)
  void removesExactlyTheWhiteSpaceBetweenTokens(long seed) {
    RandomJson json = new RandomJson(new Random(seed));
    for (int i = 0; i < 50; i++) {
      List<String> tokens = json.value(5);
      String spaced = json.spaced(tokens);

      assertThat(RawJson.compact(spaced)).as(spaced).hasToString(String.join("", tokens));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "1 2",
        "1,2",
        "{}{}",
        "{} x",
        "[1]]",
        "{",
        "[",
        "]",
        "\"",
        "\"a",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "[1,]",
        "{\"a\":1,}",
        "[,1]",
        "01",
        "+1",
        "1.",
        ".5",
        "-",
        "1e",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "nul",
        "nulll",
        "True",
        "undefined",
        "'a'",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "\"\n\"",
        "/**/1",
        "1//",
        "#1",
        "\uFEFF1",
        "\u00a01",
        "\u000b1",
        "1\u0000",
        "\u0000"
      })
  void refusesTextThatIsNotExactlyOneValue(String text) {
    assertThatThrownBy(() -> RawJson.compact(text))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_JSON))
        .as("the settings of the parser are of no use to a client")
        .hasMessageNotContaining("Source");
  }

  @Test
  void reportsThePositionOfAnError() {
    assertThatThrownBy(() -> RawJson.compact("{\"a\": nope}"))
        .hasMessageStartingWith("Not JSON at character ")
        .hasMessageContaining("nope");
  }

  @Test
  void namesAByteOrderMark() {
    assertThatThrownBy(() -> RawJson.compact("\ufeff{}"))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("byte order mark");
  }

  @Test
  void refusesNestingThatWouldExhaustTheStack() {
    String deep = "[".repeat(100_000);

    assertThatThrownBy(() -> RawJson.compact(deep)).isInstanceOf(FeedException.class);
    assertThatThrownBy(() -> RawJson.compact(deep + "]".repeat(100_000)))
        .isInstanceOf(FeedException.class);
    assertThat(RawJson.compact("[".repeat(500) + "]".repeat(500)).length()).isEqualTo(1000);
  }

  @Test
  void reportsTheLimitsOfDepthAndNumbers() {
    String number = "1".repeat(RawJson.MAX_NUMBER_CHARACTERS);
    assertThat(RawJson.compact(number)).hasToString(number);

    for (String tooMuch : List.of("[".repeat(501) + "]".repeat(501), number + "1")) {
      assertThatThrownBy(() -> RawJson.compact(tooMuch))
          .asInstanceOf(InstanceOfAssertFactories.type(FeedException.class))
          .satisfies(exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_REQUEST))
          .satisfies(
              exception ->
                  assertThat(exception.reason()).contains("500 levels", "1000 characters"));
    }
  }

  @Test
  void aMessageMayContainTheDeepestValue() {
    String deepest = "[".repeat(500) + "]".repeat(500);
    JsonMessage body = JsonMessage.parse("{\"body\":{\"topic\":\"a.b\",\"data\":" + deepest + "}}");

    assertThat(body.raw("body")).contains(deepest);
    assertThat(RawJson.compact(deepest)).hasToString(deepest);
  }

  @Test
  void aNameMayBeAsLongAsTheValue() {
    String named = "{\"" + "n".repeat(60_000) + "\":1}";

    assertThat(RawJson.compact(named)).hasToString(named);
  }

  @Test
  void decodesOnlyUtf8() {
    assertThat(RawJson.decode(Buffer.buffer("\"é😀\""))).isEqualTo("\"é😀\"");
    for (byte[] bytes :
        List.of(
            bytes(0x22, 0xff, 0x22),
            bytes(0xc3),
            bytes(0xc0, 0x80),
            bytes(0xed, 0xa0, 0x80),
            bytes(0xf5, 0x80, 0x80, 0x80),
            bytes(0x80))) {
      assertThatThrownBy(() -> RawJson.decode(Buffer.buffer(bytes)))
          .isInstanceOf(FeedException.class)
          .hasMessage("The text is not UTF-8.");
    }
  }

  @SeededRandom(100)
  void anyTextIsParsedOrRefused(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      readsOrRefuses(Buffer.buffer(bytes));
    }
  }

  @SeededRandom(100)
  void acceptsExactlyWhatTheGrammarAccepts(long seed) {
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    String marks = "{}[],:\"\\ \n\t\u0000\u001f019-+.eEnulltruefals/*'NaI\u00a0\uFEFF";
    for (int i = 0; i < 100; i++) {
      StringBuilder text = new StringBuilder(json.spaced(json.value(3)));
      for (int change = random.nextInt(3); change > 0 && text.length() > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, marks.charAt(random.nextInt(marks.length())));
          default -> text.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
        }
      }
      assertThat(accepts(text.toString()))
          .as("'%s'", text)
          .isEqualTo(Rfc8259.isValue(text.toString()));
    }
  }

  private static void readsOrRefuses(Buffer bytes) {
    try {
      Buffer compact = RawJson.compact(RawJson.decode(bytes));
      assertThat(Rfc8259.isValue(compact.toString())).as("%s", compact).isTrue();
    } catch (FeedException exception) {
      assertThat(exception.code()).isEqualTo(ErrorCode.BAD_JSON);
    }
  }

  private static boolean accepts(String text) {
    try {
      RawJson.compact(text);
      return true;
    } catch (FeedException exception) {
      assertThat(exception.code()).isEqualTo(ErrorCode.BAD_JSON);
      return false;
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
