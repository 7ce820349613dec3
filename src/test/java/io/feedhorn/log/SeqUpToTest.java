package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seq of a topic at an offset, compared with all updates that were ever published. */
class SeqUpToTest {
  private static final int HISTORY = 8;
  private static final int UPDATES = 400;

  private static FeedLog log() {
    return new FeedLog(
        "k3f9", new FeedOptions(DeliveryMode.EVERY, HISTORY, Duration.ofDays(1), "no-cache"));
  }

  private static List<Update> publish(FeedLog log, int topics, Random random) {
    List<Update> all = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      Topic topic = Topic.parse("a.t" + random.nextInt(topics));
      all.add(log.append(topic, Buffer.buffer("1"), i));
    }
    return all;
  }

  private static long exact(List<Update> all, String topic, long bound) {
    return all.stream()
        .filter(update -> update.topic().name().equals(topic) && update.offset() <= bound)
        .count();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isExactWhileHistoryReachesBackAndNeverTooLarge(long seed) {
    FeedLog log = log();
    List<Update> all = publish(log, 4, new Random(seed));
    for (int topic = 0; topic < 4; topic++) {
      String name = "a.t" + topic;
      Update newest = all.get(all.size() - 1);
      long oldest = log.oldestSeq(name);
      for (long bound = 0; bound <= newest.offset(); bound++) {
        long exact = exact(all, name, bound);
        long seq = log.seqUpTo(name, bound, 0);
        assertThat(seq).isBetween(exact + 1 >= oldest ? exact : 0L, exact);
        assertThat(log.seqUpTo(name, bound, exact)).isEqualTo(exact);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, HISTORY, UPDATES})
  void isAlwaysExactInAFeedOfOneTopic(int updates) {
    FeedLog log = log();
    List<Update> all = publish(log, 1, new Random(1)).subList(0, updates);

    for (long bound = 0; bound <= updates; bound++) {
      assertThat(log.seqUpTo("a.t0", bound, 0)).isEqualTo(exact(all, "a.t0", bound));
    }
    assertThat(log.oldestSeq("a.t0")).isEqualTo(UPDATES - HISTORY + 1);
  }
}
