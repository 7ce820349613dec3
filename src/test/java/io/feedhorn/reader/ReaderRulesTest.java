package io.feedhorn.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.buffer.Buffer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The states that follow from subscriptions and acknowledgements. */
class ReaderRulesTest {
  private static final int HISTORY = 10;
  private static final int MAX_FEEDS = 3;

  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(
              new FeedOptions(DeliveryMode.EVERY, HISTORY, Duration.ofDays(1), "no-cache"),
              Map.of()),
          clock,
          new Random(1));
  private final ReaderRules rules = new ReaderRules(feeds, ReaderOptions.DEFAULT, MAX_FEEDS);
  private final ReaderState created = ReaderState.create(ReaderName.parse("alice"));

  private Cursor publish(String topic) {
    Topic parsed = Topic.parse(topic);
    return feeds
        .getOrCreate(parsed.feed())
        .append(parsed, Buffer.buffer("1"), clock.micros())
        .cursor();
  }

  private void publish(String topic, int times) {
    for (int i = 0; i < times; i++) {
      publish(topic);
    }
  }

  private ReaderState opened(ReaderState before, String... patterns) {
    return rules.opened(before, Stream.of(patterns).map(TopicPattern::parse).toList());
  }

  private ReaderState moved(ReaderState before, Cursor cursor) {
    return rules.acknowledged(before, new Acknowledgement(cursor, List.of()));
  }

  private ReaderState marked(ReaderState before, Cursor... single) {
    return rules.acknowledged(before, new Acknowledgement(Cursor.empty(), List.of(single)));
  }

  private Map<String, Long> unread(ReaderState state) {
    return rules.status(state, false).unread().counts();
  }

  @Test
  void aMarkOfAnUpdateBeforeARemovedDeletionDoesNotCountAsLaterOnes() {
    ReaderState opened = opened(created, "a.*");
    publish("a.b");
    ReaderState marked = marked(opened, publish("a.b"));
    assertThat(unread(marked)).isEqualTo(Map.of("a.b", 1L));
    Topic topic = Topic.parse("a.b");
    FeedLog log = feeds.getOrCreate("a");
    log.append(topic, Buffer.buffer(), clock.micros());
    clock.pass(Duration.ofDays(2));
    log.evictExpired(clock.micros());
    publish("a.b", 3);

    assertThat(unread(marked)).isEqualTo(Map.of("a.b", 3L));
  }

  /** Returns a state with a pattern and a progress in a log that is over. */
  private ReaderState ofAnotherLog(FeedProgress progress) {
    return created.withPatterns(List.of(TopicPattern.parse("a.b"))).with("a", progress);
  }

  private static Cursor beginningOf(int numberOfFeeds, String epoch) {
    Cursor cursor = Cursor.empty();
    for (int i = 0; i < numberOfFeeds; i++) {
      cursor = cursor.with("feed" + i, new Position(epoch, 0));
    }
    return cursor;
  }

  @Test
  void aSingleUpdateOfANewLogIsAcknowledgedInIt() {
    Position old = new Position("0lder", 5);
    ReaderState stored =
        ofAnotherLog(new FeedProgress("0lder", old, Map.of("a.b", 5L)).withSingle(7, "a.b"));
    publish("a.b");
    Cursor second = publish("a.b");

    ReaderState marked = marked(stored, second);

    assertThat(marked.single()).containsExactly(second);
    assertThat(unread(marked)).isEqualTo(Map.of("a.b", 1L));
    Position start = new Position(feeds.initialEpoch(), 0, true);
    assertThat(marked.cursor()).isEqualTo(Cursor.of("a", start));
    assertThat(rules.start(marked, marked.patterns())).isEqualTo(marked.cursor());
    assertThat(moved(marked, second).single()).isEmpty();
    assertThat(unread(moved(marked, second))).isEqualTo(Map.of("a.b", 0L));
  }

  @Test
  void aSingleUpdateOfANewLogCountsBeforeTheFirstPosition() {
    ReaderState stored = ofAnotherLog(new FeedProgress("0lder", null, Map.of("a.b", 5L)));
    publish("a.b", 2 * HISTORY);
    Cursor newest = publish("a.b");

    ReaderState marked = marked(stored, newest);

    assertThat(marked.single()).containsExactly(newest);
    assertThat(unread(marked)).isEqualTo(Map.of("a.b", 2L * HISTORY));
  }

  @Test
  void aSingleUpdateThatIsGoneChangesNothing() {
    FeedProgress progress = new FeedProgress("0lder", new Position("0lder", 5), Map.of("a.b", 5L));
    ReaderState stored = ofAnotherLog(progress);
    Cursor first = publish("a.b");
    publish("a.b", 2 * HISTORY);

    ReaderState marked = marked(stored, first);

    assertThat(marked.progress("a")).isEqualTo(progress);
  }

  @Test
  void anotherPatternOfAFeedDoesNotLowerTheCount() {
    for (String pattern : List.of("a.b", "c.*")) {
      String feed = pattern.substring(0, 1);
      ReaderState first = opened(created, pattern);
      publish(feed + ".b", HISTORY + 5);

      assertThat(unread(first)).isEqualTo(Map.of(feed + ".b", HISTORY + 5L));
      assertThat(unread(opened(first, feed + ".d"))).isEqualTo(unread(first));
    }
    assertThat(unread(opened(created, "a.b"))).isEqualTo(Map.of("a.b", (long) HISTORY));
  }

  @Test
  void aTopicOfAnotherPatternCountsFromWhatHistoryHolds() {
    publish("a.c", HISTORY + 5);
    ReaderState first = opened(created, "a.b");

    assertThat(unread(opened(first, "a.c"))).isEqualTo(Map.of("a.c", (long) HISTORY));
  }

  @Test
  void oneCursorHasNoMoreFeedsThanAReader() {
    String epoch = feeds.initialEpoch();
    Cursor many = beginningOf(MAX_FEEDS + 1, epoch);

    assertThat(moved(created, beginningOf(MAX_FEEDS, epoch)).feeds()).hasSize(MAX_FEEDS);
    assertThatThrownBy(() -> moved(created, many))
        .isInstanceOfSatisfying(
            FeedException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY));
  }

  @Test
  void aReaderWithTheMaximumOfFeedsAcknowledgesInEach() {
    ReaderState state = opened(created, "feed0.a", "feed1.a", "feed2.a");
    assertThat(state.feeds()).hasSize(MAX_FEEDS);
    Cursor cursor = publish("feed1.a");

    assertThat(moved(state, cursor).cursor()).isEqualTo(cursor);
  }

  @Test
  void aLogThatWasReplacedIsNotKeptForItsReaders() {
    publish("a.b");
    assertThat(unread(opened(created, "a.*"))).containsEntry("a.b", 1L);
    WeakReference<FeedLog> former = new WeakReference<>(feeds.log("a"));

    feeds.replace("a", feeds.newLog("a", "k3f9"));

    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(former.refersTo(null)).isTrue();
            });
  }

  @Test
  void aStateThatTheStoreCannotKeepIsRefused() {
    ReaderRules many = new ReaderRules(feeds, ReaderOptions.DEFAULT, 100);
    String[] patterns = new String[8];
    Cursor cursor = Cursor.empty();
    for (int feed = 0; feed < patterns.length; feed++) {
      patterns[feed] = "f" + feed + ".*";
      Cursor end = Cursor.empty();
      for (int topic = 0; topic < UnreadCounter.MAX_TOPICS; topic++) {
        end = publish("f" + feed + "." + "\uD83D\uDE00".repeat(190) + topic);
      }
      cursor = cursor.with("f" + feed, Objects.requireNonNull(end.positions().get("f" + feed)));
    }
    ReaderState opened =
        many.opened(created, Stream.of(patterns).map(TopicPattern::parse).toList());
    Acknowledgement all = new Acknowledgement(cursor, List.of());

    assertThatThrownBy(() -> many.acknowledged(opened, all))
        .isInstanceOf(FeedException.class)
        .hasMessageContaining("'alice'")
        .hasMessageContaining("4194304");
  }
}
