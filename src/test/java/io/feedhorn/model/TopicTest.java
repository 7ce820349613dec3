package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {
  @ParameterizedTest
  @ValueSource(strings = {"prices.BTC-USD", "a.b", "a.b.c.d", "A-Z_0-9.x", "-._", "0.0", "__v.x"})
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
        "a.é",
        "a.b\n",
        "a.b\u0000",
        "a/b.c",
        "ａ.b",
        "a.b,c.d",
        "a.b:c"
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

  @Test
  void namesTheInvalidSegment() {
    assertThatThrownBy(() -> Topic.parse("prices.BTC USD"))
        .hasMessage(
            "Bad topic 'prices.BTC USD': segment 'BTC USD' must be one or more of A-Z a-z 0-9 _"
                + " -.");
  }

  @SeededRandom(200)
  void isParsedIfAndOnlyIfItMatchesTheGrammar(long seed) {
    Random random = new Random(seed);
    String alphabet = "abZ09_-.. *>é";
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      name.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    String text = name.toString();

    if (text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+")) {
      assertThat(Topic.parse(text).name()).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> Topic.parse(text)).isInstanceOf(FeedException.class);
    }
  }
}
