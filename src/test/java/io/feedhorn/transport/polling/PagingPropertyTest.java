package io.feedhorn.transport.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A reader that pages through two feeds while they grow and evict updates, compared with everything
 * that was published: no unreported gap, no duplicate, nothing out of order.
 */
class PagingPropertyTest {
  private static final List<String> TOPICS = List.of("f.a", "f.b", "f.c.x", "g.a", "g.b", "g.c.x");
  private static final List<String> PATTERNS =
      List.of("f.>", "f.*", "f.c.x", "g.>", "g.a", "g.*.x");

  private final FakeClock clock = new FakeClock();
  private final Map<String, Long> published = new TreeMap<>();
  private final Map<String, Long> seqs = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private @Nullable Cursor since;
  private boolean more;

  @SeededRandom(200)
  void pagesHaveNoUnreportedGap(long seed) {
    Random random = new Random(seed);
    FeedRegistry feeds = feeds(random);
    List<TopicPattern> patterns = some(random);
    boolean conflate = random.nextInt(4) == 0;
    // If history holds everything, no gap may be reported.
    boolean plenty = feeds.options("f").historySize() > 1_000;
    for (int step = 0; step < 200; step++) {
      if (random.nextInt(3) > 0) {
        append(feeds, TOPICS.get(random.nextInt(TOPICS.size())));
      } else {
        int limit = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
        page(
            feeds,
            new PollRequest(TopicPatterns.byFeed(patterns), since, false, limit, conflate),
            plenty);
      }
    }
    do {
      page(
          feeds,
          new PollRequest(
              TopicPatterns.byFeed(patterns), since, false, 1 + random.nextInt(5), conflate),
          plenty);
    } while (more);

    published.forEach(
        (topic, seq) -> {
          if (patterns.stream().anyMatch(pattern -> pattern.matches(topic))) {
            assertThat(Math.abs(seqs.getOrDefault(topic, 0L)))
                .as("the newest of " + topic)
                .isEqualTo(seq);
          }
        });
  }

  private FeedRegistry feeds(Random random) {
    int historySize = random.nextBoolean() ? 10_000 : 1 + random.nextInt(6);
    FeedOptions options =
        new FeedOptions(DeliveryMode.LATEST, historySize, Duration.ofDays(1), "no-cache");
    return new FeedRegistry(new FeedsOptions(options, Map.of()), clock, random);
  }

  private static List<TopicPattern> some(Random random) {
    List<TopicPattern> some =
        PATTERNS.stream().filter(text -> random.nextInt(3) == 0).map(TopicPattern::parse).toList();
    return some.isEmpty() ? List.of(TopicPattern.parse("f.>"), TopicPattern.parse("g.>")) : some;
  }

  private void append(FeedRegistry feeds, String name) {
    Topic topic = Topic.parse(name);
    feeds.getOrCreate(topic.feed()).append(topic, Buffer.buffer("1"), clock.micros());
    published.merge(name, 1L, Long::sum);
  }

  private void page(FeedRegistry feeds, PollRequest poll, boolean plenty) {
    JsonObject answer = new JsonObject(poll.answer(poll.read(feeds), clock.micros()).json());
    boolean recovered = answer.getBoolean("recovered");
    more = answer.getBoolean("more", false);
    List<JsonObject> updates =
        answer.getJsonArray("updates").stream().map(JsonObject.class::cast).toList();

    assertThat(updates).hasSizeLessThanOrEqualTo(poll.limit());
    assertThat(recovered || !plenty).as("a gap is reported only if history is short").isTrue();
    if (!recovered && since != null) {
      forgetExpectedSeq(since);
    }
    updates.forEach(update -> receive(update, poll.conflate()));
    String cursor = answer.getString("cursor");
    since = cursor.isEmpty() ? since : Cursor.parse(cursor);
  }

  /** Resets the expected seq of a topic after a reported gap. */
  private void forgetExpectedSeq(Cursor cursor) {
    TOPICS.stream()
        .filter(topic -> cursor.position(topic.substring(0, 1)) != null)
        .forEach(topic -> seqs.computeIfPresent(topic, (name, seq) -> -Math.abs(seq)));
  }

  private void receive(JsonObject update, boolean conflate) {
    String topic = update.getString("topic");
    String feed = topic.substring(0, 1);
    long seq = update.getLong("seq");
    Long before = seqs.get(topic);
    assertThat(update.getLong("offset")).isGreaterThan(offsets.getOrDefault(feed, 0L));
    if (before != null && before > 0 && !conflate) {
      assertThat(seq).as(topic + " after " + before).isEqualTo(before + 1);
    } else if (before != null) {
      assertThat(seq).as(topic + " after " + before).isGreaterThan(Math.abs(before));
    }
    seqs.put(topic, seq);
    offsets.put(feed, update.getLong("offset"));
  }
}
