package io.feedhorn.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Position;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReaderStateTest {
  private static final ReaderName NAME = ReaderName.parse("desk");
  private static final FeedProgress FIVE = new FeedProgress("e", new Position("e", 5), Map.of());
  private static final FeedProgress NINE = new FeedProgress("e", new Position("e", 9), Map.of());
  private static final FeedProgress NONE = new FeedProgress("e", null, Map.of());

  private static ReaderState state(Map<String, FeedProgress> feeds, String... patterns) {
    return new ReaderState(
        NAME, feeds, List.of(patterns).stream().map(TopicPattern::parse).toList(), 1);
  }

  @Test
  void isCompletedByThePositionsThatItDoesNotHave() {
    ReaderState own = state(Map.of("a", FIVE, "b", NONE), "a.x", "b.x");
    ReaderState other = state(Map.of("a", NINE, "b", NINE, "c", NINE), "b.x", "c.x");

    assertThat(own.completedBy(other))
        .isEqualTo(state(Map.of("a", FIVE, "b", NINE, "c", NINE), "a.x", "b.x", "c.x"));
  }

  @Test
  void isTheSameObjectIfNothingIsMissing() {
    ReaderState own = state(Map.of("a", FIVE), "a.x");

    assertThat(own.completedBy(state(Map.of("a", NINE), "a.x"))).isSameAs(own);
  }
}
