package io.feedhorn.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A log on which topics come and go, compared with a list of all updates: for random publishes,
 * deletions, ages, restarts and resumes.
 */
class DeletedTopicsPropertyTest {
  private static final int TOPICS = 12;
  private static final int MAX_TOPICS = 8;
  private static final Duration AGE = Duration.ofSeconds(60);

  private final FakeClock clock = new FakeClock();
  private final List<Update> all = new ArrayList<>();
  private final Map<String, Update> newest = new HashMap<>();
  private Random random = new Random();
  private FeedRegistry feeds = newFeeds(1);
  private int historySize;
  // The newest deletion that may have been removed, by age or to make room.
  private long removable;

  private FeedRegistry newFeeds(int size) {
    FeedOptions options = new FeedOptions(DeliveryMode.EVERY, size, AGE, "no-cache");
    return new FeedRegistry(
        new FeedsOptions(options, Map.of(), new LogLimits(10, MAX_TOPICS)), clock, new Random(1));
  }

  @SeededRandom(60)
  void seqNeverGoesBackAndAReplayIsCompleteOrNotRecovered(long seed) {
    random = new Random(seed);
    historySize = 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
    feeds = newFeeds(historySize);
    feeds.getOrCreate("f");
    for (int step = 0; step < 500; step++) {
      switch (random.nextInt(20)) {
        case 0 -> clock.pass(Duration.ofMillis(random.nextInt(30_000)));
        case 1 -> evict();
        case 2 -> restart();
        case 3, 4, 5, 6 -> resume();
        case 7, 8, 9, 10 -> publish(Buffer.buffer());
        default -> publish(Buffer.buffer("1"));
      }
    }
  }

  private void publish(Buffer data) {
    Topic topic = Topic.parse("f.t" + random.nextInt(TOPICS));
    Update before = newest.get(topic.name());
    boolean live = before != null && !before.isDeletion();
    int topics = (int) newest.values().stream().filter(each -> !each.isDeletion()).count();
    boolean refused = data.length() == 0 ? !live : !live && topics == MAX_TOPICS;
    Update update;
    try {
      update = log().append(topic, data, clock.micros());
    } catch (FeedException exception) {
      assertThat(refused).as("refused: %s", exception.reason()).isTrue();
      return;
    }
    assertThat(refused).as("accepted %s", update).isFalse();
    assertThat(update.offset()).isEqualTo(all.size() + 1);
    assertThat(update.seq()).isGreaterThan(before == null ? 0 : before.seq());
    if (live) {
      assertThat(update.seq()).isEqualTo(requireNonNull(before).seq() + 1);
    }
    all.add(update);
    newest.put(topic.name(), update);
    if (newest.size() >= MAX_TOPICS) {
      noteRemovable(Long.MAX_VALUE);
    }
  }

  private void evict() {
    log().evictExpired(clock.micros());
    noteRemovable(clock.micros() - AGE.toNanos() / 1_000);
    assertThat(log().retained().size()).isLessThanOrEqualTo(MAX_TOPICS * historySize + 2);
  }

  private void noteRemovable(long beforeMicros) {
    for (Update update : all) {
      if (update.isDeletion() && update.timestampMicros() < beforeMicros) {
        removable = Math.max(removable, update.offset());
      }
    }
  }

  private void restart() {
    FeedLog before = log();
    FeedLog after = feeds.newLog("f", before.epoch());
    before.retained().forEach(each -> after.load(each, Uncounted.NONE));
    after.skipTo(before.endPosition().offset());
    after.loaded(clock.micros());
    noteRemovable(clock.micros() - AGE.toNanos() / 1_000);
    noteAlone(before.retained());
    feeds.replace("f", after);
  }

  /** Deletions without the update before count as those of removed topics. */
  private void noteAlone(List<Update> retained) {
    for (Update update : retained) {
      boolean alone =
          retained.stream()
              .noneMatch(
                  each -> each.topic().equals(update.topic()) && each.seq() == update.seq() - 1);
      if (update.isDeletion() && alone) {
        removable = Math.max(removable, update.offset());
      }
    }
  }

  private void resume() {
    long from = random.nextLong(all.size() + 1L);
    String text = random.nextBoolean() ? "f.>" : "f.t" + random.nextInt(TOPICS);
    TopicPattern pattern = TopicPattern.parse(text);
    Cursor since = Cursor.of("f", new Position(log().epoch(), from));
    SubscribeResult result =
        ReplayReader.poll(feeds, TopicPatterns.byFeed(List.of(pattern)), since, false);
    List<Update> replayed = requireNonNull(result.replays().get("f")).updates();
    List<Update> missed =
        all.stream()
            .filter(each -> each.offset() > from && pattern.matches(each.topic().name()))
            .toList();

    if (result.recovered()) {
      assertThat(offsets(replayed)).as("%s after %d", text, from).isEqualTo(offsets(missed));
    } else {
      assertThat(from < removable || !isRetained(missed))
          .as("%s after %d is recovered", text, from)
          .isTrue();
    }
    for (Update update : replayed) {
      assertThat(offsets(missed)).contains(update.offset());
    }
  }

  /** Returns true if history must contain updates, by its age and size. */
  private boolean isRetained(List<Update> updates) {
    Map<String, Integer> counts = new HashMap<>();
    updates.forEach(each -> counts.merge(each.topic().name(), 1, Integer::sum));
    return counts.values().stream().allMatch(count -> count <= historySize)
        && updates.stream()
            .allMatch(each -> each.timestampMicros() >= clock.micros() - AGE.toNanos() / 1_000);
  }

  private static List<Long> offsets(List<Update> updates) {
    return updates.stream().map(Update::offset).toList();
  }

  private FeedLog log() {
    return requireNonNull(feeds.log("f"));
  }
}
