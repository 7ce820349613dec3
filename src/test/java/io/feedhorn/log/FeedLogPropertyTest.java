package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Position;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A log compared with a list of all updates, for random appends, ages and reads. */
class FeedLogPropertyTest {
  private static final List<String> TOPICS = List.of("f.a", "f.b", "f.c", "f.a.x", "f.b.x", "f.d");
  private static final List<String> PATTERNS =
      List.of("f.>", "f.*", "f.*.x", "f.a", "f.b.x", "f.none", "f.a.>", "g.>");

  @SeededRandom(150)
  void replaysExactlyWhatTheReferenceLogReplays(long seed) {
    Random random = new Random(seed);
    FeedOptions options =
        new FeedOptions(
            random.nextBoolean() ? DeliveryMode.LATEST : DeliveryMode.EVERY,
            1 + random.nextInt(random.nextBoolean() ? 3 : 40),
            Duration.ofSeconds(1 + random.nextInt(100)),
            "no-cache");
    FeedLog log = new FeedLog("k3f9", options);
    ReferenceLog reference = new ReferenceLog(options);
    FakeClock clock = new FakeClock();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(8)) {
        case 0 -> clock.pass(Duration.ofMillis(random.nextInt(20_000)));
        case 1 -> step(random.nextInt(3) == 0, log, reference, clock);
        case 2, 3 -> read(random, log, reference, clock);
        default -> append(random, log, reference, clock);
      }
    }
  }

  private static void append(Random random, FeedLog log, ReferenceLog reference, FakeClock clock) {
    String topic = TOPICS.get(Math.min(random.nextInt(TOPICS.size()), random.nextInt(6)));
    List<Update> earlier = reference.of(topic);
    Buffer data = Buffer.buffer(Integer.toString(random.nextInt()));
    Update update = log.append(Topic.parse(topic), data, clock.micros());

    assertThat(update.offset()).isEqualTo(reference.endOffset() + 1);
    assertThat(update.seq()).isEqualTo(earlier.size() + 1);
    assertThat(update.previousOffset())
        .isEqualTo(earlier.isEmpty() ? 0 : earlier.get(earlier.size() - 1).offset());
    assertThat(update.timestampMicros())
        .isEqualTo(Math.max(clock.micros(), reference.newestMicros()));
    assertThat(update.json().toString()).endsWith(",\"data\":" + data + "}");
    reference.add(update);
    assertThat(log.endPosition()).isEqualTo(new Position("k3f9", reference.endOffset()));
  }

  private static void step(boolean back, FeedLog log, ReferenceLog reference, FakeClock clock) {
    log.evictExpired(clock.micros());
    reference.evict(clock.micros());
    if (back) {
      // A machine's clock may be set back: evicted updates stay gone.
      clock.pass(Duration.ofSeconds(-15));
    }
  }

  private static void read(Random random, FeedLog log, ReferenceLog reference, FakeClock clock) {
    List<TopicPattern> patterns = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      patterns.add(TopicPattern.parse(PATTERNS.get(random.nextInt(PATTERNS.size()))));
    }
    Map<String, ReplayRequest> requests = new HashMap<>();
    for (String topic : TOPICS) {
      requests.put(topic, randomRequest(random, reference.endOffset()));
    }
    long now = clock.micros();

    assertThat(log.read(patterns, requests::get, now))
        .as("%s %s", patterns, requests)
        .isEqualTo(reference.read(reference.endOffset(), patterns, requests::get, now));
    long upTo = random.nextLong(reference.endOffset() + 2);
    assertThat(log.readUpTo(upTo, patterns, requests::get, now))
        .as("%s %s up to %d", patterns, requests, upTo)
        .isEqualTo(reference.read(upTo, patterns, requests::get, now));
    for (String topic : TOPICS) {
      int limit = 1 + random.nextInt(10);
      List<Update> available = reference.available(topic, upTo, now);
      List<Update> all = reference.of(topic);
      assertThat(log.history(topic, limit, upTo, now))
          .as("newest %d of %s up to %d", limit, topic, upTo)
          .isEqualTo(available.subList(Math.max(0, available.size() - limit), available.size()));
      assertThat(log.newest(topic)).isEqualTo(all.isEmpty() ? null : all.get(all.size() - 1));
    }
    TopicPattern pattern = patterns.get(0);
    assertThat(log.snapshots(pattern, now))
        .containsExactlyInAnyOrderElementsOf(
            reference
                .read(reference.endOffset(), List.of(pattern), topic -> ReplayRequest.SNAPSHOT, now)
                .updates());
  }

  private static ReplayRequest randomRequest(Random random, long endOffset) {
    return switch (random.nextInt(6)) {
      case 0 -> ReplayRequest.SNAPSHOT;
      case 1 -> ReplayRequest.NONE;
      case 2 -> new ReplayRequest(random.nextLong(endOffset + 2), true);
      default -> new ReplayRequest(random.nextLong(endOffset + 2), false);
    };
  }
}
