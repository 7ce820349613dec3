package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedRegistryTest {
  private static final FeedOptions CHAT =
      new FeedOptions(DeliveryMode.EVERY, 7, Duration.ofHours(1), "no-store");

  private static final Buffer JSON = Buffer.buffer("1");

  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds = feeds(1);

  @Test
  void aFeedHasACursorBeforeItsFirstUpdate() {
    Position before = feeds.endPosition("prices");
    append("prices.a");

    assertThat(before.offset()).isZero();
    assertThat(feeds.log("prices")).isNotNull();
    assertThat(feeds.endPosition("prices")).isEqualTo(new Position(before.epoch(), 1));
  }

  @Test
  void theEpochIsValidInCursorsAndNewAtEachStart() {
    assertThat(IntStream.range(0, 200).mapToObj(seed -> feeds(seed).endPosition("a").epoch()))
        .doesNotHaveDuplicates()
        .allSatisfy(
            epoch -> {
              Cursor cursor = Cursor.of("a", new Position(epoch, 1));
              assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
            });
  }

  @Test
  void limitsFeedsThatAreNotConfiguredAndTopics() {
    FeedsOptions small =
        new FeedsOptions(FeedOptions.DEFAULT, Map.of("chat", CHAT), new LogLimits(2, 2));
    FeedRegistry few = new FeedRegistry(small, clock, new Random(1));
    for (String topic : List.of("a.1", "a.2", "b.1", "chat.1", "a.1")) {
      few.getOrCreate(Topic.parse(topic).feed()).append(Topic.parse(topic), JSON, 1);
    }

    assertThatThrownBy(() -> few.getOrCreate("c"))
        .isInstanceOf(FeedException.class)
        .hasMessage("There is no room for the feed 'c': there are 2 (limits.feeds).");
    assertThatThrownBy(() -> few.getOrCreate("a").append(Topic.parse("a.3"), JSON, 1))
        .isInstanceOf(FeedException.class)
        .hasMessage("There is no room for the topic 'a.3': its feed has 2 (limits.topics).");
    assertThat(few.names()).containsExactly("a", "b", "chat");
    assertThat(few.endPosition("a").offset()).isEqualTo(3);
  }

  @Test
  void thePrivateFeedIsInNoListAndCountsForNoLimit() {
    FeedsOptions small =
        new FeedsOptions(FeedOptions.DEFAULT, Map.of(), new LogLimits(1, 1))
            .with(Topic.PRIVATE_FEED, CHAT);
    FeedRegistry few = new FeedRegistry(small, clock, new Random(1));
    for (String topic : List.of("$private.a", "$private.b", "a.1")) {
      Topic parsed = new Topic(topic, topic.substring(0, topic.indexOf('.')));
      few.getOrCreate(parsed.feed()).append(parsed, JSON, 1);
    }

    assertThat(few.names()).containsExactly("a");
    assertThat(few.snapshots(null))
        .extracting(update -> update.topic().name())
        .containsExactly("a.1");
    assertThat(few.options(Topic.PRIVATE_FEED)).isEqualTo(CHAT);
    assertThatThrownBy(() -> Topic.parse("$private.a"))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("$private");
  }

  @Test
  void aFeedExistsAfterItsFirstUpdate() {
    append("prices.a");
    append("chat.lobby");

    assertThat(feeds.names()).containsExactly("chat", "prices");
    assertThat(feeds.logs()).hasSize(2);
    assertThat(feeds.log("scores")).isNull();
    assertThat(feeds.getOrCreate("chat")).isSameAs(feeds.log("chat"));
  }

  @Test
  void aFeedHasItsOwnOptionsOrTheDefault() {
    append("chat.lobby");
    append("other.a");

    assertThat(feeds.options("chat")).isEqualTo(CHAT);
    assertThat(feeds.getOrCreate("chat").options()).isEqualTo(CHAT);
    assertThat(feeds.getOrCreate("other").options()).isEqualTo(FeedOptions.DEFAULT);
    assertThat(append("chat.lobby").delivery()).isEqualTo(DeliveryMode.EVERY);
    assertThat(append("other.a").delivery()).isEqualTo(DeliveryMode.LATEST);
  }

  @Test
  void returnsSnapshotsOfAPatternOrOfAllTopics() {
    append("prices.a");
    Update a = append("prices.a");
    Update b = append("prices.b");
    Update lobby = append("chat.lobby");

    assertThat(feeds.snapshots(null)).containsExactlyInAnyOrder(a, b, lobby);
    assertThat(feeds.snapshots(TopicPattern.parse("prices.*"))).containsExactlyInAnyOrder(a, b);
    assertThat(feeds.snapshots(TopicPattern.parse("prices.b"))).containsExactly(b);
    assertThat(feeds.snapshots(TopicPattern.parse("scores.>"))).isEmpty();
  }

  @Test
  void numbersEachFeedSeparately() {
    append("prices.a");
    append("chat.lobby");

    assertThat(append("prices.b").offset()).isEqualTo(2);
    assertThat(append("chat.lobby").offset()).isEqualTo(2);
  }

  private Update append(String topic) {
    Topic parsed = Topic.parse(topic);
    return feeds.getOrCreate(parsed.feed()).append(parsed, Buffer.buffer("1"), clock.micros());
  }

  private FeedRegistry feeds(int seed) {
    FeedsOptions catalog = new FeedsOptions(FeedOptions.DEFAULT, Map.of("chat", CHAT));
    return new FeedRegistry(catalog, clock, new Random(seed));
  }
}
