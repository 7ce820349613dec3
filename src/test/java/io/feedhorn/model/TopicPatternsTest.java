package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicPatternsTest {
  private static final List<TopicPattern> PRICES = patterns("prices.a", "prices.b");
  private static final Map<String, List<TopicPattern>> BY_FEED =
      TopicPatterns.byFeed(patterns("scores.>", "prices.a", "prices.b"));

  private static List<TopicPattern> patterns(String... patterns) {
    return Stream.of(patterns).map(TopicPattern::parse).toList();
  }

  @Test
  void groupsPatternsByFeedInTheirOrder() {
    assertThat(BY_FEED.keySet()).containsExactly("scores", "prices");
    assertThat(BY_FEED.get("prices")).isEqualTo(PRICES);
  }

  @Test
  void acceptsNoCursorAndCursorsOfFeedsWithPatterns() {
    TopicPatterns.requireFeedsOf(BY_FEED, null);
    TopicPatterns.requireFeedsOf(BY_FEED, Cursor.of("prices", new Position("k3f9", 1)));
  }

  @Test
  void rejectsACursorOfAFeedWithoutPatterns() {
    Cursor cursor =
        Cursor.of("prices", new Position("k3f9", 1)).with("chat", new Position("k3f9", 1));

    assertThatThrownBy(() -> TopicPatterns.requireFeedsOf(BY_FEED, cursor))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_CURSOR))
        .hasMessageContaining("'chat'")
        .hasMessageContaining("scores, prices");
  }
}
