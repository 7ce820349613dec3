package io.feedhorn.log;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A writer that never pauses, and readers that complete nevertheless. The topic of an update is a
 * function of its offset, so that a reader can compute the expected replay.
 */
@Tag("race")
class FeedLogConcurrencyTest {
  private static final int READERS = 3;
  private static final TopicPattern ALL = TopicPattern.parse("f.>");

  @ParameterizedTest(name = "{0} updates of each of {1} topics, {2} reads")
  @CsvSource({
    "1, 1, 3000",
    "1, 64, 300",
    "1, 5000, 20",
    "2, 7, 2000",
    "5, 7, 3000",
    "100, 7, 2000"
  })
  @Timeout(60)
  void everyReplayIsCompleteAndInOrderAndEndsAtItsBound(int historySize, int topics, int reads)
      throws Exception {
    long seed = new Random().nextLong();
    FeedLog log = new FeedLog("k3f9", options(historySize));
    AtomicInteger reading = new AtomicInteger(READERS);
    CountDownLatch filled = new CountDownLatch(5 * topics);
    ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    try {
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(log, topics, reading, filled), threads);
      assertThat(filled.await(50, TimeUnit.SECONDS)).isTrue();
      List<CompletableFuture<Void>> readers =
          IntStream.range(0, READERS)
              .mapToObj(i -> new SplittableRandom(seed + i))
              .map(r -> CompletableFuture.runAsync(() -> read(log, topics, reads, r), threads))
              .map(reader -> reader.whenComplete((done, failed) -> reading.decrementAndGet()))
              .toList();
      for (CompletableFuture<Void> reader : readers) {
        assertThat(reader).as("seed %d", seed).succeedsWithin(Duration.ofSeconds(50));
      }
      writer.get(50, TimeUnit.SECONDS);
    } finally {
      reading.set(0);
      threads.shutdownNow();
    }
  }

  private static FeedOptions options(int historySize) {
    return new FeedOptions(DeliveryMode.LATEST, historySize, Duration.ofDays(1), "no-cache");
  }

  private static void write(FeedLog log, int topics, AtomicInteger reading, CountDownLatch filled) {
    List<Topic> names =
        IntStream.range(0, topics).mapToObj(number -> Topic.parse("f." + number)).toList();
    for (long offset = 1; reading.get() > 0; offset++) {
      Buffer data = Buffer.buffer(Long.toString(offset));
      log.append(names.get(topic(offset, topics)), data, offset);
      filled.countDown();
    }
  }

  private static void read(FeedLog log, int topics, int reads, SplittableRandom random) {
    long seen = 0;
    for (int i = 0; i < reads; i++) {
      long after = Math.max(0, log.endPosition().offset() - random.nextLong(1, 20L * topics));
      Replay replay = log.read(List.of(ALL), topic -> new ReplayRequest(after, false), 0);
      assertThat(replay.endOffset()).isGreaterThanOrEqualTo(Math.max(seen, after));
      seen = replay.endOffset();
      check(replay, after, topics);
    }
  }

  private static void check(Replay replay, long after, int topics) {
    List<Update> updates = replay.updates();
    for (int i = 0; i < updates.size(); i++) {
      Update update = updates.get(i);
      long offset = update.offset();
      assertThat(offset).isGreaterThan(i == 0 ? after : updates.get(i - 1).offset());
      assertThat(update.topic().name()).isEqualTo("f." + topic(offset, topics));
      assertThat(update.json().toString())
          .contains("\"offset\":" + offset + ",")
          .endsWith(",\"data\":" + offset + "}");
    }
    long[] all = LongStream.rangeClosed(after + 1, replay.endOffset()).toArray();
    if (replay.recovered()) {
      assertThat(updates.stream().mapToLong(Update::offset)).containsExactly(box(all));
      return;
    }
    Map<Integer, List<Long>> owed =
        LongStream.of(all).boxed().collect(groupingBy(offset -> topic(offset, topics)));
    Map<Integer, List<Long>> given =
        updates.stream().map(Update::offset).collect(groupingBy(o -> topic(o, topics)));
    // All updates of a topic, or the newest one if others are gone, or none if that one is after
    // the
    // bound: never a part of them.
    given.forEach(
        (topic, offsets) -> {
          List<Long> whole = requireNonNull(owed.get(topic));
          assertThat(offsets).isIn(whole, whole.subList(whole.size() - 1, whole.size()));
        });
  }

  private static int topic(long offset, int topics) {
    return (int) (((offset * 0x9E3779B97F4A7C15L) >>> 33) % topics);
  }

  private static Long[] box(long[] offsets) {
    return LongStream.of(offsets).boxed().toArray(Long[]::new);
  }
}
