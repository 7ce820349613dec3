package io.feedhorn.hub;

import io.feedhorn.model.TopicPattern;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Benchmarks of the search for subscriptions of a topic. A tenth of the patterns have wildcards.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PatternIndexBenchmark {
  /** The number of topics, and of patterns. */
  @Param({"100", "10000"})
  public int topics;

  private final HubFixture fixture = HubFixture.start();
  private final Subscription subscription =
      new Subscription("prices", fixture.reader("reader").outbox(), new TimerWheel(fixture.vertx));
  private PatternIndex index = new PatternIndex();
  private String[] names = {};
  private TopicPattern added = TopicPattern.parse("prices.added.*");
  private int next;

  /** Fills the index. */
  @Setup
  public void fill() {
    index = new PatternIndex();
    names = new String[topics];
    for (int i = 0; i < topics; i++) {
      names[i] = "prices.m" + i % 10 + ".t" + i;
      String pattern = i % 10 == 0 ? "prices.m" + i % 100 / 10 + ".*" : names[i];
      index.add(TopicPattern.parse(pattern), subscription);
    }
    for (String name : names) {
      index.of(name);
    }
  }

  /** Stops the event loops. */
  @TearDown
  public void close() {
    fixture.close();
  }

  /** Measures a topic that is in the cache, as it is for almost every update. */
  @Benchmark
  public Object lookUpCached() {
    return index.of(name());
  }

  /** Measures a topic after a wildcard pattern was added and removed. */
  @Benchmark
  public Object lookUpAfterChange() {
    index.add(added, subscription);
    index.remove(added, subscription);
    return index.of(name());
  }

  private String name() {
    next = next + 1 == names.length ? 0 : next + 1;
    return names[next];
  }
}
