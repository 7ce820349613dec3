package io.feedhorn.cluster.storm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of the command line. Immutable. */
record StormOptions(Map<String, String> values, boolean render, Path root) {
  static final String USAGE =
      """
      --fault A,B   of kill,leave,rolling,pause,partition,slow,disk,join,restart,all-kill,
                    series,return,none
      --measure A,B of distance,flood,crowd; without faults then
      --seed N      determines everything that is random, 1
      --rounds N    of each fault, 10
      --hold S      seconds that a fault lasts; the default depends on the fault
      --rate N      publishes a second, 5000
      --hoppers N   readers that move from node to node, 10
      --nodes N     3
      --render      write the tables again from the last results""";

  private static final List<String> KNOWN =
      List.of(
          "--fault", "--measure", "--seed", "--rounds", "--hold", "--rate", "--hoppers", "--nodes");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if an argument is unknown or has no value
   */
  static StormOptions of(String... args) {
    Map<String, String> values = new HashMap<>();
    boolean render = false;
    Deque<String> words = new ArrayDeque<>(Arrays.asList(args));
    while (!words.isEmpty()) {
      String word = words.pop();
      if (word.equals("--render")) {
        render = true;
      } else if (KNOWN.contains(word) && !words.isEmpty()) {
        values.put(word, words.pop());
      } else {
        throw new IllegalArgumentException(
            "'" + word + "' is not an option, or has no value:\n" + USAGE);
      }
    }
    return new StormOptions(Map.copyOf(values), render, Path.of("").toAbsolutePath());
  }

  List<String> measures() {
    return list("--measure", "");
  }

  List<StormFault> faults() {
    String defaults =
        measures().isEmpty() ? "kill,leave,rolling,pause,partition,slow,disk,join,restart" : "";
    return list("--fault", defaults).stream().map(StormFault::parse).toList();
  }

  private List<String> list(String name, String defaults) {
    String value = values.getOrDefault(name, defaults);
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }

  long seed() {
    return Long.parseLong(values.getOrDefault("--seed", "1"));
  }

  int nodes() {
    return Integer.parseInt(values.getOrDefault("--nodes", "3"));
  }

  StormPlan plan(StormFault fault) {
    StormPlan plan = StormPlan.of(fault).seed(seed());
    StormSetup setup = plan.setup().nodes(nodes());
    setup = fault.isDurable() ? setup.withStores() : setup;
    plan = plan.withSetup(fault == StormFault.PARTITION ? setup.inNamespaces() : setup);
    String rounds = values.get("--rounds");
    String hold = values.get("--hold");
    String rate = values.get("--rate");
    String hoppers = values.get("--hoppers");
    plan = rounds == null ? plan : plan.rounds(Integer.parseInt(rounds));
    plan =
        hold == null ? plan : plan.hold(Duration.ofMillis((long) (1e3 * Double.parseDouble(hold))));
    plan = rate == null ? plan : plan.perSecond(Double.parseDouble(rate));
    return hoppers == null ? plan : plan.hoppers(Integer.parseInt(hoppers));
  }
}
