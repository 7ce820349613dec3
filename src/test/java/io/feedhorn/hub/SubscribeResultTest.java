package io.feedhorn.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubscribeResultTest {
  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));
  private final Map<String, List<TopicPattern>> both =
      SubscribeResult.byFeed(HubFixture.patterns("scores.>", "prices.a", "prices.b"));

  @Test
  void sortsPatternsByTheirFeed() {
    assertThat(both.keySet()).containsExactly("scores", "prices");
    assertThat(both.get("prices")).isEqualTo(HubFixture.patterns("prices.a", "prices.b"));
  }

  @Test
  void refusesACursorOfAFeedThatNoPatternNames() {
    Cursor named = Cursor.of("prices", new Position("k3f9", 1));
    SubscribeResult.requireNamed(null, both);
    SubscribeResult.requireNamed(named, both);

    assertThatThrownBy(
            () -> SubscribeResult.requireNamed(named.with("chat", new Position("k3f9", 1)), both))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_CURSOR))
        .hasMessageContaining("'chat'");
  }

  @Test
  void owesAPollWhatLiesBetweenItsCursorAndTheTail() {
    append("prices.a", "prices.b", "prices.c", "prices.a", "scores.x");
    SubscribeResult first = read(null, false);

    assertThat(requireNonNull(first.replays().get("prices")).updates())
        .extracting(Update::offset)
        .containsExactly(2L, 4L);
    assertThat(first.updateCount()).isEqualTo(3);
    assertThat(first.recovered()).isTrue();
    assertThat(read(first.cursor(), false).updateCount()).isZero();
    append("prices.a", "prices.a", "prices.c");
    SubscribeResult next = read(first.cursor(), false);
    assertThat(next.updateCount()).isEqualTo(2);
    assertThat(next.hasUpdates("prices")).isTrue();
    assertThat(next.hasUpdates("scores")).isFalse();
    assertThat(next.cursor().position("prices"))
        .isEqualTo(new Position(feeds.endPosition("prices").epoch(), 7));
    assertThat(read(first.cursor(), true).updateCount()).isOne();
  }

  @Test
  void givesAPollTheSnapshotsOfFeedsItsCursorDoesNotName() {
    append("prices.a", "scores.x");
    Cursor prices = Cursor.of("prices", feeds.endPosition("prices"));
    SubscribeResult result = read(prices, false);

    assertThat(result.hasUpdates("prices")).isFalse();
    assertThat(result.hasUpdates("scores")).isTrue();
    assertThat(result.recovered()).isTrue();
  }

  private SubscribeResult read(@Nullable Cursor since, boolean conflate) {
    return SubscribeResult.read(feeds, both, since, conflate);
  }

  private void append(String... topics) {
    for (String name : topics) {
      Topic topic = Topic.parse(name);
      feeds.getOrCreate(topic.feed()).append(topic, Buffer.buffer("1"), clock.micros());
    }
  }
}
