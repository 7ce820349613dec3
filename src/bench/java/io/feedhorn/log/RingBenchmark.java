package io.feedhorn.log;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
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

/** The ring that keeps a topic's history, and the log of a feed around it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RingBenchmark {
  private static final long MICROS = 1_732_150_000_000_000L;
  private static final int MISSED = 50;
  private static final ReplayRequest MISSED_ONES = new ReplayRequest(1_000 - MISSED, false);

  /** How many updates of a topic are kept. */
  @Param({"100", "1000"})
  public int kept;

  private final Topic topic = Topic.parse("prices.BTC-USD");
  private final List<TopicPattern> patterns = List.of(TopicPattern.parse(topic.name()));
  private final Buffer data = Buffer.buffer("{\"price\":64123.55,\"change\":-0.42}");
  private TopicLog ring = new TopicLog(1, update(1));
  private FeedLog written = log();
  private FeedLog read = log();
  private Update next = update(2);
  private long seq = 1;

  /** A full ring, and a log of one topic with 1,000 updates. */
  @Setup
  public void fill() {
    ring = new TopicLog(kept, update(1));
    for (seq = 2; seq <= kept; seq++) {
      ring.append(update(seq));
    }
    next = update(seq);
    written = log();
    read = log();
    for (int i = 0; i < 1_000; i++) {
      read.append(topic, data, MICROS);
    }
  }

  /** The slot alone; the same update each time, as if it were the next. */
  @Benchmark
  public void append() {
    ring.append(next);
  }

  /** A whole publish at the log: offset, seq, encoding, slot. */
  @Benchmark
  public Update publish() {
    return written.append(topic, data, MICROS);
  }

  /** The newest update, as a new subscriber gets it. */
  @Benchmark
  public Replay snapshot() {
    return read.read(patterns, topic -> ReplayRequest.SNAPSHOT, MICROS);
  }

  /** The 50 updates that a reader missed. */
  @Benchmark
  public Replay missed() {
    return read.read(patterns, topic -> MISSED_ONES, MICROS);
  }

  private FeedLog log() {
    FeedOptions defaults = FeedOptions.DEFAULT;
    return new FeedLog(
        "k3f9",
        new FeedOptions(
            defaults.delivery(), Math.max(1, kept), defaults.historyAge(), defaults.cache()));
  }

  private Update update(long number) {
    return new Update(topic, "k3f9", number, number, MICROS, number - 1, DeliveryMode.LATEST, data);
  }
}
