package io.feedhorn.cluster.storm;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Measures one figure of a cluster of three once, and prints it in one line, for the benchmark. The
 * nodes run the classes of {@code -Dfeedhorn.classes}.
 */
public final class ClusterFigures {
  /** The begin of the line with the figures: {@code figures p50=0.98;p99=8.3}. */
  public static final String LINE = "figures ";

  private static final int OFFERED = 44_000;

  /** Longer than the cluster needs to exclude a node that does not answer. */
  private static final Duration HOLD = Duration.ofSeconds(8);

  private ClusterFigures() {}

  /** The argument: {@code latency}, {@code rate}, or the name of a fault. */
  public static void main(String[] arguments) throws Exception {
    String figure = arguments[0];
    String line =
        switch (figure) {
          case "latency" -> latency();
          case "rate" -> rate();
          default -> silence(StormFault.parse(figure));
        };
    System.out.println(LINE + line);
    System.exit(0);
  }

  private static String latency() throws Exception {
    Histogram others = ReplicationLatency.delays(3).get(1);
    return "p50=%s;p99=%s"
        .formatted(others.getValueAtPercentile(50) / 1e6, others.getValueAtPercentile(99) / 1e6);
  }

  private static String rate() throws Exception {
    StormTally tally = OverloadScenario.run(OFFERED);
    return "rate=%s;%s".formatted(tally.rate(), violations(tally));
  }

  private static String silence(StormFault fault) throws Exception {
    StormPlan plan = StormPlan.of(fault).rounds(1);
    plan =
        switch (fault) {
          case PAUSE -> plan.hold(HOLD);
          case PARTITION -> plan.hold(HOLD).withSetup(plan.setup().inNamespaces());
          default -> plan;
        };
    StormTally tally = Storm.run(plan, System.out::println);
    return "silence=%s;%s".formatted(tally.answerGaps().get(0).toNanos() / 1e9, violations(tally));
  }

  private static String violations(StormTally tally) {
    tally.violations().evidence().forEach(System.out::println);
    long count = 0;
    for (Violation violation : Violation.values()) {
      count += tally.violations().count(violation);
    }
    return "violations=%d;resets=%d".formatted(count, tally.violations().resets());
  }
}
