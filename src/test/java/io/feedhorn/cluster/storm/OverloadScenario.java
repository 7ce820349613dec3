package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures the throughput at rates that are much higher than in other storms. */
final class OverloadScenario {
  static final String HEAD =
      """
      | published a second | answered a second | taken by readers of 3 nodes | lost | twice | out of order | disagreeing | resets |
      |--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  private static final List<Integer> RATES = List.of(5_000, 10_000, 20_000, 40_000);
  private static final Duration WINDOW = Duration.ofSeconds(20);

  private OverloadScenario() {}

  static List<String> measure(Consumer<String> log) throws Exception {
    List<String> rows = new ArrayList<>();
    for (int rate : RATES) {
      StormTally tally = run(rate);
      rows.add(
          "| %,d | %,.0f | %,d | %,d | %,d | %,d | %,d | %,d |"
              .formatted(
                  rate,
                  tally.rate(),
                  tally.received(),
                  tally.violations().count(Violation.LOST),
                  tally.violations().count(Violation.DOUBLED),
                  tally.violations().count(Violation.DISORDER),
                  tally.violations().count(Violation.DISAGREEMENT),
                  tally.violations().resets()));
      log.accept(rows.get(rows.size() - 1));
      tally.violations().evidence().forEach(log);
    }
    return rows;
  }

  /** Offers a rate, in updates per second, for one window. */
  static StormTally run(int rate) throws Exception {
    StormPlan plan =
        StormPlan.of(StormFault.NONE)
            .perSecond(rate)
            .rounds(1)
            .hold(WINDOW)
            .hoppers(0)
            .withSetup(StormSetup.THREE.withRoomForHistory());
    return Storm.run(plan, line -> {});
  }
}
