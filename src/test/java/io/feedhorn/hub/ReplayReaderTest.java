package io.feedhorn.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.Replay;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayReaderTest {
  private static final FeedsOptions OPTIONS = new FeedsOptions(FeedOptions.DEFAULT, Map.of());

  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds = new FeedRegistry(OPTIONS, clock, new Random(1));
  private final Map<String, List<TopicPattern>> both =
      TopicPatterns.byFeed(HubFixture.patterns("scores.>", "prices.a", "prices.b"));

  @Test
  void readsTheUpdatesBetweenACursorAndTheEndForAPoll() {
    append("prices.a", "prices.b", "prices.c", "prices.a", "scores.x");
    SubscribeResult first = poll(null, false);

    assertThat(requireNonNull(first.replays().get("prices")).updates())
        .extracting(Update::offset)
        .containsExactly(2L, 4L);
    assertThat(first.updateCount()).isEqualTo(3);
    assertThat(first.recovered()).isTrue();
    assertThat(poll(first.cursor(), false).updateCount()).isZero();
    append("prices.a", "prices.a", "prices.c");
    SubscribeResult next = poll(first.cursor(), false);
    assertThat(next.updateCount()).isEqualTo(2);
    assertThat(next.hasUpdates("prices")).isTrue();
    assertThat(next.hasUpdates("scores")).isFalse();
    assertThat(next.cursor().position("prices"))
        .isEqualTo(new Position(feeds.endPosition("prices").epoch(), 7));
    assertThat(poll(first.cursor(), true).updateCount()).isOne();
  }

  @Test
  void readsSnapshotsOfFeedsThatTheCursorDoesNotContain() {
    append("prices.a", "scores.x");
    Cursor prices = Cursor.of("prices", feeds.endPosition("prices"));
    SubscribeResult result = poll(prices, false);

    assertThat(result.hasUpdates("prices")).isFalse();
    assertThat(result.hasUpdates("scores")).isTrue();
    assertThat(result.recovered()).isTrue();
  }

  @Test
  void isNotRecoveredIfOneFeedStartsOver() {
    append("prices.a", "scores.x");
    Cursor since =
        Cursor.of("prices", feeds.endPosition("prices")).with("scores", new Position("zzzz", 1));
    SubscribeResult result = poll(since, false);

    assertThat(result.recovered()).isFalse();
    assertThat(requireNonNull(result.replays().get("prices")).recovered()).isTrue();
    assertThat(requireNonNull(result.replays().get("scores")).recovered()).isFalse();
  }

  @Test
  void rejectsACursorOfAFeedWithoutPattern() {
    Cursor chat = Cursor.of("chat", new Position("k3f9", 1));

    assertThatThrownBy(() -> poll(chat, false))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_CURSOR));
  }

  @Test
  void distinguishesTheStartPoints() {
    append("prices.a", "prices.a");
    Position end = feeds.endPosition("prices");
    Position beyond = new Position(end.epoch(), 3);

    assertThat(start(feeds, null, true)).isEqualTo(new StartPoint.Snapshot());
    assertThat(start(feeds, null, false)).isEqualTo(new StartPoint.Nothing());
    assertThat(start(feeds, Cursor.EARLIEST, false)).isEqualTo(new StartPoint.Earliest(false));
    assertThat(start(feeds, prices(end), false)).isEqualTo(new StartPoint.After(end, false));
    assertThat(start(feeds, prices(beyond), false)).isEqualTo(new StartPoint.Reset());
    assertThat(start(feeds, prices(new Position("zzzz", 1)), false))
        .isEqualTo(new StartPoint.Reset());
  }

  @Test
  void acceptsAPositionBeyondTheEndIfAnotherNodeMayBeAhead() {
    FeedRegistry replicated = FeedRegistry.shared(OPTIONS, clock, "k3f9");
    Position beyond = new Position("k3f9", 3);

    assertThat(start(replicated, prices(beyond), false))
        .isEqualTo(new StartPoint.After(beyond, false));
    SubscribeResult result =
        ReplayReader.poll(
            replicated, Map.of("prices", HubFixture.patterns("prices.>")), prices(beyond), false);
    assertThat(result.recovered()).isTrue();
    assertThat(result.cursor().position("prices")).isEqualTo(beyond);
  }

  @Test
  void doesNotMixTwoEpochsIfTheLogIsReplacedMeanwhile() {
    append("prices.a", "prices.a");
    String epoch = feeds.endPosition("prices").epoch();
    ReplayReader reader = ReplayReader.of(feeds, "prices");
    feeds.replace("prices", feeds.newLog("prices", "zzzz"));
    StartPoint start = reader.start("prices", prices(new Position(epoch, 1)), true, false);
    Replay replay = reader.read(start, HubFixture.patterns("prices.>"), topic -> start.request());

    assertThat(replay.recovered()).isTrue();
    assertThat(replay.updates()).extracting(Update::offset).containsExactly(2L);
    assertThat(reader.endOf(replay)).isEqualTo(new Position(epoch, 2));
  }

  private static StartPoint start(FeedRegistry in, @Nullable Cursor since, boolean snapshot) {
    return ReplayReader.of(in, "prices").start("prices", since, snapshot, false);
  }

  private static Cursor prices(Position position) {
    return Cursor.of("prices", position);
  }

  private SubscribeResult poll(@Nullable Cursor since, boolean conflate) {
    return ReplayReader.poll(feeds, both, since, conflate);
  }

  private void append(String... topics) {
    for (String name : topics) {
      Topic topic = Topic.parse(name);
      feeds.getOrCreate(topic.feed()).append(topic, Buffer.buffer("1"), clock.micros());
    }
  }
}
