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

/** A log beside a list of everything it was given, over random appends, ages and reads. */
class FeedLogPropertyTest {
  private static final List<String> TOPICS = List.of("f.a", "f.b", "f.c", "f.a.x", "f.b.x", "f.d");
  private static final List<String> PATTERNS =
      List.of("f.>", "f.*", "f.*.x", "f.a", "f.b.x", "f.none", "f.a.>", "g.>");

  @SeededRandom(150)
  void owesExactlyWhatAListOfEverythingOwes(long seed) {
    Random random = new Random(seed);
    FeedOptions options =
        new FeedOptions(
            random.nextBoolean() ? DeliveryMode.LATEST : DeliveryMode.EVERY,
            1 + random.nextInt(random.nextBoolean() ? 3 : 40),
            Duration.ofSeconds(1 + random.nextInt(100)),
            "no-cache");
    FeedLog log = new FeedLog("k3f9", options);
    ReferenceLog ledger = new ReferenceLog(options);
    FakeClock clock = new FakeClock();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(8)) {
        case 0 -> clock.pass(Duration.ofMillis(random.nextInt(20_000)));
        case 1 -> step(random.nextInt(3) == 0, log, ledger, clock);
        case 2, 3 -> read(random, log, ledger, clock);
        default -> append(random, log, ledger, clock);
      }
    }
  }

  private static void append(Random random, FeedLog log, ReferenceLog ledger, FakeClock clock) {
    String topic = TOPICS.get(Math.min(random.nextInt(TOPICS.size()), random.nextInt(6)));
    List<Update> earlier = ledger.of(topic);
    Buffer data = Buffer.buffer(Integer.toString(random.nextInt()));
    Update update = log.append(Topic.parse(topic), data, clock.micros());

    assertThat(update.offset()).isEqualTo(ledger.tail() + 1);
    assertThat(update.seq()).isEqualTo(earlier.size() + 1);
    assertThat(update.previousOffset())
        .isEqualTo(earlier.isEmpty() ? 0 : earlier.get(earlier.size() - 1).offset());
    assertThat(update.timestampMicros()).isEqualTo(Math.max(clock.micros(), ledger.newestMicros()));
    assertThat(update.json().toString()).endsWith(",\"data\":" + data + "}");
    ledger.add(update);
    assertThat(log.endPosition()).isEqualTo(new Position("k3f9", ledger.tail()));
  }

  private static void step(boolean back, FeedLog log, ReferenceLog ledger, FakeClock clock) {
    log.evictExpired(clock.micros());
    ledger.forget(clock.micros());
    if (back) {
      // A machine's clock may be set back: what was let go of stays gone.
      clock.pass(Duration.ofSeconds(-15));
    }
  }

  private static void read(Random random, FeedLog log, ReferenceLog ledger, FakeClock clock) {
    List<TopicPattern> patterns = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      patterns.add(TopicPattern.parse(PATTERNS.get(random.nextInt(PATTERNS.size()))));
    }
    Map<String, ReplayRequest> wants = new HashMap<>();
    for (String topic : TOPICS) {
      wants.put(topic, want(random, ledger.tail()));
    }
    long now = clock.micros();

    assertThat(log.read(patterns, wants::get, now))
        .as("%s %s", patterns, wants)
        .isEqualTo(ledger.read(ledger.tail(), patterns, wants::get, now));
    long upTo = random.nextLong(ledger.tail() + 2);
    assertThat(log.readUpTo(upTo, patterns, wants::get, now))
        .as("%s %s up to %d", patterns, wants, upTo)
        .isEqualTo(ledger.read(upTo, patterns, wants::get, now));
    for (String topic : TOPICS) {
      int limit = 1 + random.nextInt(10);
      List<Update> known = ledger.known(topic, upTo, now);
      List<Update> all = ledger.of(topic);
      assertThat(log.history(topic, limit, upTo, now))
          .as("newest %d of %s up to %d", limit, topic, upTo)
          .isEqualTo(known.subList(Math.max(0, known.size() - limit), known.size()));
      assertThat(log.snapshot(topic)).isEqualTo(all.isEmpty() ? null : all.get(all.size() - 1));
    }
    TopicPattern pattern = patterns.get(0);
    assertThat(log.snapshots(pattern))
        .containsExactlyInAnyOrderElementsOf(
            ledger
                .read(ledger.tail(), List.of(pattern), topic -> ReplayRequest.SNAPSHOT, now)
                .updates());
  }

  private static ReplayRequest want(Random random, long tail) {
    return switch (random.nextInt(6)) {
      case 0 -> ReplayRequest.SNAPSHOT;
      case 1 -> ReplayRequest.NONE;
      case 2 -> new ReplayRequest(random.nextLong(tail + 2), true);
      default -> new ReplayRequest(random.nextLong(tail + 2), false);
    };
  }
}
