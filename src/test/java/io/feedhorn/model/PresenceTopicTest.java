package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceTopicTest {
  private static String name(String user) {
    return Objects.requireNonNull(PresenceTopic.of("chat.lobby", user)).name();
  }

  @ParameterizedTest
  @CsvSource({
    "u42, u42",
    "ada@example.org, ada@example%2Eorg",
    "a b, a%20b",
    "50%, 50%25",
    "$anonymous, %24anonymous",
    "Ångström, Ångström",
    "auth0|5f7c, auth0|5f7c"
  })
  void encodesWhatASegmentCannotHave(String user, String segment) {
    assertThat(name(user)).isEqualTo("sys.presence.chat.lobby." + segment);
    assertThat(Topic.parse(name(user)).feed()).isEqualTo("sys");
  }

  @Test
  void twoUsersNeverHaveOneTopic() {
    List<String> users = List.of("a.b", "a%2Eb", "a%252Eb", "", "$anonymous", "A\u030A", "\u00C5");
    assertThat(users.stream().map(PresenceTopicTest::name).distinct()).hasSameSizeAs(users);
    users.forEach(user -> assertThat(Topic.parse(name(user)).name()).isEqualTo(name(user)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyUserOfATokenHasAValidTopicOfItsOwn(long seed) {
    Random random = new Random(seed);
    Map<String, String> users = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      int[] text = random.ints(1 + random.nextInt(6), 0, Character.MAX_CODE_POINT + 1).toArray();
      Member member = Member.of(new String(text, 0, text.length), null);
      String topic = member.isAnonymous() ? "" : name(member.user());
      if (!topic.isEmpty()) {
        assertThat(Topic.parse(topic).name()).isEqualTo(topic);
        assertThat(users.put(topic, member.user())).isIn(null, member.user());
        assertThat(
                URLDecoder.decode(
                    topic.substring("sys.presence.chat.lobby.".length()).replace("+", "%2B"),
                    StandardCharsets.UTF_8))
            .isEqualTo(member.user());
      }
    }
    assertThat(users).hasSizeGreaterThan(1_000);
  }

  @Test
  void aUserThatIsNotUnicodeTextCountsAsNone() {
    assertThat(Member.of("a\uD800", null)).isEqualTo(Member.ANONYMOUS);
    assertThat(Member.of("a", "\uDC00")).isEqualTo(new Member("a", null));
    assertThat(Member.of("\uD83D\uDE00", " ")).isEqualTo(new Member("\uD83D\uDE00", null));
    assertThat(Member.of(7, "Ada")).isEqualTo(Member.ANONYMOUS);
  }

  @Test
  void aUserWhoseTopicWouldBeTooLongHasNone() {
    int room = Topic.MAX_LENGTH - "sys.presence.chat.lobby.".length();
    assertThat(PresenceTopic.of("chat.lobby", "u".repeat(room))).isNotNull();
    assertThat(PresenceTopic.of("chat.lobby", "u".repeat(room + 1))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "sys.presence.chat.lobby.*, chat.lobby",
    "sys.presence.chat.lobby.u42, chat.lobby",
    "sys.presence.chat.*.*, chat.*",
    "sys.presence.chat.>, chat.>",
    "sys.presence.chat.lobby.>, chat.lobby|chat.lobby.>"
  })
  void findsTheTopicsWhosePresenceAPatternMatches(String pattern, String topics) {
    assertThat(PresenceTopic.described(TopicPattern.parse(pattern)))
        .extracting(TopicPattern::text)
        .containsExactly(topics.split("\\|"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys.presence.>",
        "sys.presence.*",
        "sys.*.chat.lobby.u42",
        "sys.presence.*.lobby.u42",
        "sys.presence.chat.lobby",
        "sys.presence.chat",
        "sys.presence.sys.presence.chat.lobby.u42",
        "sys.presence.feedhorn.a.u42",
        "sys.readers.chat.lobby.u42",
        "chat.presence.chat.lobby.u42"
      })
  void otherPatternsAreNotThePresenceOfKnownTopics(String pattern) {
    assertThat(PresenceTopic.described(TopicPattern.parse(pattern))).isEmpty();
  }
}
