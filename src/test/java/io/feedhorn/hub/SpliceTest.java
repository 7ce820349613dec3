package io.feedhorn.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.log.FeedCatalog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Code;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.HandClock;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Position;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private final HandClock clock = new HandClock();
  private final Feeds feeds =
      new Feeds(new FeedCatalog(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));
  private final Map<String, List<Pattern>> both =
      Splice.byFeed(Stage.patterns("scores.>", "prices.a", "prices.b"));

  @Test
  void sortsPatternsByTheirFeed() {
    assertThat(both.keySet()).containsExactly("scores", "prices");
    assertThat(both.get("prices")).isEqualTo(Stage.patterns("prices.a", "prices.b"));
  }

  @Test
  void refusesACursorOfAFeedThatNoPatternNames() {
    Cursor named = Cursor.of("prices", new Position("k3f9", 1));
    Splice.requireNamed(null, both);
    Splice.requireNamed(named, both);

    assertThatThrownBy(() -> Splice.requireNamed(named.with("chat", new Position("k3f9", 1)), both))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(Code.BAD_CURSOR))
        .hasMessageContaining("'chat'");
  }

  @Test
  void owesAPollWhatLiesBetweenItsCursorAndTheTail() {
    append("prices.a", "prices.b", "prices.c", "prices.a", "scores.x");
    Splice first = read(null, false);

    assertThat(requireNonNull(first.replays().get("prices")).updates())
        .extracting(Update::offset)
        .containsExactly(2L, 4L);
    assertThat(first.size()).isEqualTo(3);
    assertThat(first.recovered()).isTrue();
    assertThat(read(first.cursor(), false).size()).isZero();
    append("prices.a", "prices.a", "prices.c");
    Splice next = read(first.cursor(), false);
    assertThat(next.size()).isEqualTo(2);
    assertThat(next.owes("prices")).isTrue();
    assertThat(next.owes("scores")).isFalse();
    assertThat(next.cursor().position("prices"))
        .isEqualTo(new Position(feeds.tail("prices").epoch(), 7));
    assertThat(read(first.cursor(), true).size()).isOne();
  }

  @Test
  void givesAPollTheSnapshotsOfFeedsItsCursorDoesNotName() {
    append("prices.a", "scores.x");
    Cursor prices = Cursor.of("prices", feeds.tail("prices"));
    Splice splice = read(prices, false);

    assertThat(splice.owes("prices")).isFalse();
    assertThat(splice.owes("scores")).isTrue();
    assertThat(splice.recovered()).isTrue();
  }

  private Splice read(@Nullable Cursor since, boolean conflate) {
    return Splice.read(feeds, both, since, conflate);
  }

  private void append(String... topics) {
    for (String name : topics) {
      Topic topic = Topic.parse(name);
      feeds.writable(topic.feed()).append(topic, Buffer.buffer("1"), clock.micros());
    }
  }
}
