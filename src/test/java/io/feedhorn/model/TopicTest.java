package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prices.BTC-USD",
        "a.b",
        "a.b.c.d",
        "A-Z_0-9.x",
        "-._",
        "0.0",
        "__v.x",
        "prices.BTC/USD",
        "prices.EUR=X",
        "prices.^GSPC",
        "prices.A+B%3F?#&;:@!$'()[]{}|~`<",
        "scores.Köln",
        "scores.日本",
        "a.\uD83D\uDE80"
      })
  void hasTheTextThatWasParsed(String name) {
    Topic topic = Topic.parse(name);

    assertThat(topic.name()).isEqualTo(name).isEqualTo(topic.toString());
    assertThat(topic.feed()).isEqualTo(name.substring(0, name.indexOf('.')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "prices",
        "prices.",
        ".x",
        "a..b",
        "a.b.",
        "a b.c",
        "a.b c",
        "a.*",
        "a.>",
        "*.a",
        ">.a",
        "é.a",
        "a.b\n",
        "a.b\u0000",
        "a.b\u007F",
        "a.b\u0085",
        "a.b\u00A0c",
        "a.b\u2028c",
        "a.b\u3000c",
        "a.b\u200Bc",
        "a.b\u202Ec",
        "a.b\uE000",
        "a.b\uFFFD",
        "a.b\uFFFE",
        "a.b\uD83D",
        "a.Ko\u0308ln",
        "a/b.c",
        "ａ.b",
        "a.b,c.d",
        "a.\"b",
        "a.b\\c",
        "a.b*c",
        "a.b>c"
      })
  void textThatIsNotATopicIsRefused(String name) {
    assertThatThrownBy(() -> Topic.parse(name))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_TOPIC));
  }

  @Test
  void hasAtMostTwoHundredCharacters() {
    String longest = "a." + "b".repeat(198);

    assertThat(Topic.parse(longest).name()).hasSize(200);
    assertThat(Topic.parse("a." + "\uD83D\uDE80".repeat(198)).name()).hasSize(398);
    assertThatThrownBy(() -> Topic.parse(longest + "b"))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("1 to 200 characters")
        .hasMessageContaining("201");
  }

  @ParameterizedTest
  @ValueSource(strings = {"feedhorn.publish", "feedhorn.x", "__vertx.reply", "__vertxx.y"})
  void isRefusedIfTheFeedIsReserved(String name) {
    assertThatThrownBy(() -> Topic.parse(name))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("reserved");
  }

  @ParameterizedTest
  @CsvSource({
    "prices.BTC USD, a space is not allowed",
    "prices.a\"b, '\"' is not allowed",
    "prices.a\u200Bb, character U+200B is not allowed",
    "prices.a\uD83Db, character U+D83D is not allowed",
    "prices.a\uDBFF\uDFFF, character U+10FFFF is not allowed",
    "prices.Ko\u0308ln, is not in Unicode normalization form C",
    "prices..a, a segment is empty",
    "pri/ces.a, 'the first segment, the feed ''pri/ces'', must be one or more of A-Z a-z 0-9 _ -'",
  })
  void namesTheViolatedRule(String name, String rule) {
    assertThatThrownBy(() -> Topic.parse(name))
        .hasMessageStartingWith("Bad topic '" + name + "': ")
        .hasMessageContaining(rule);
  }

  @SeededRandom(200)
  void isParsedIfAndOnlyIfItMatchesTheGrammar(long seed) {
    Random random = new Random(seed);
    String alphabet = "abZ09_-.. *>é/,\u0301";
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      name.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    String text = name.toString();

    if (text.matches("[A-Za-z0-9_-]+(\\.[abZ09_/é\u0301-]+)+")
        && Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      assertThat(Topic.parse(text).name()).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> Topic.parse(text)).isInstanceOf(FeedException.class);
    }
  }
}
