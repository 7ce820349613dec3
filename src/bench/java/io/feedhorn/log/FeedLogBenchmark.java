package io.feedhorn.log;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmarks of the history of a topic, and of the log of a feed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeedLogBenchmark {
  private static final long TIMESTAMP_MICROS = 1_732_150_000_000_000L;
  private static final int MISSED_UPDATES = 50;
  private static final ReplayRequest MISSED_REQUEST =
      new ReplayRequest(1_000 - MISSED_UPDATES, false);

  /** The number of retained updates of a topic. */
  @Param({"100", "1000"})
  public int historySize;

  private final Topic topic = Topic.parse("prices.BTC-USD");
  private final List<TopicPattern> patterns = List.of(TopicPattern.parse(topic.name()));
  private final Buffer data = Buffer.buffer("{\"price\":64123.55,\"change\":-0.42}");
  private TopicLog topicLog = new TopicLog(1, update(1), Uncounted.NONE);
  private FeedLog written = log();
  private FeedLog read = log();
  private Update next = update(2);
  private long seq = 1;

  /** Fills a topic log, and a feed log with 1,000 updates of one topic. */
  @Setup
  public void fill() {
    topicLog = new TopicLog(historySize, update(1), Uncounted.NONE);
    for (seq = 2; seq <= historySize; seq++) {
      topicLog.append(update(seq));
    }
    next = update(seq);
    written = log();
    read = log();
    for (int i = 0; i < 1_000; i++) {
      read.append(topic, data, TIMESTAMP_MICROS);
    }
  }

  /** Measures storing an update in its slot. */
  @Benchmark
  public void append() {
    topicLog.append(next);
  }

  /** Measures an append to the log: offset, seq, JSON and slot. */
  @Benchmark
  public Update publish() {
    return written.append(topic, data, TIMESTAMP_MICROS);
  }

  /** Measures reading the newest update, for a new subscriber. */
  @Benchmark
  public Replay snapshot() {
    return read.read(patterns, topic -> ReplayRequest.SNAPSHOT, TIMESTAMP_MICROS);
  }

  /** Measures reading 50 updates, for a reader that resumes. */
  @Benchmark
  public Replay replay() {
    return read.read(patterns, topic -> MISSED_REQUEST, TIMESTAMP_MICROS);
  }

  private FeedLog log() {
    FeedOptions defaults = FeedOptions.DEFAULT;
    return new FeedLog(
        "k3f9",
        new FeedOptions(
            defaults.delivery(),
            Math.max(1, historySize),
            defaults.historyAge(),
            defaults.cache()));
  }

  private Update update(long number) {
    return new Update(
        topic, "k3f9", number, number, TIMESTAMP_MICROS, number - 1, DeliveryMode.LATEST, data);
  }
}
