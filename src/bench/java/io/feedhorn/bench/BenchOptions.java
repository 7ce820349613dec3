package io.feedhorn.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The options of the benchmark's command line.
 *
 * @param scenarios names of scenarios, in the order of measurement
 * @param only the peers to measure; empty: all that are installed
 * @param runs the number of counted rounds; one uncounted round precedes them
 * @param settleSeconds the time before the first window of a server with a just-in-time compiler
 * @param warmUpSeconds the time before each other window
 * @param seconds the length of a window
 * @param readers the number of readers of the scenarios with stalled readers; 0 for their default
 * @param render true to write the report from the last results, without measuring
 * @param root the project's root directory
 */
record BenchOptions(
    List<String> scenarios,
    List<String> only,
    int runs,
    double settleSeconds,
    double warmUpSeconds,
    double seconds,
    int readers,
    boolean render,
    Path root) {
  static final String USAGE =
      """
      --scenario A,B   scenarios to run (default: all): %s
      --only A,B       peers to measure (default: all that are installed): %s
      --runs N         counted rounds (default: 3)
      --settle S       seconds before the first window of a server with a just-in-time compiler
                       (default: 20)
      --warm-up S      seconds before each other window (default: 3)
      --seconds S      seconds of each window (default: 8)
      --readers N      number of readers of stalled and stalled-5000
      --render         write tables and charts again from the last results\
      """
          .formatted(String.join(",", Scenarios.NAMES), String.join(",", Peer.names()));

  static BenchOptions of(String[] args) {
    BenchOptions options =
        new BenchOptions(
            Scenarios.NAMES, List.of(), 3, 20, 3, 8, 0, false, Path.of("").toAbsolutePath());
    Deque<String> arguments = new ArrayDeque<>(Arrays.asList(args));
    while (!arguments.isEmpty()) {
      options = options.with(arguments.pop(), arguments);
    }
    return options;
  }

  private BenchOptions with(String option, Deque<String> arguments) {
    if (option.equals("--render")) {
      return new BenchOptions(
          scenarios, only, runs, settleSeconds, warmUpSeconds, seconds, readers, true, root);
    }
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value. Options:\n" + USAGE);
    }
    String value = arguments.pop();
    return switch (option) {
      case "--scenario" ->
          new BenchOptions(
              knownNames(value, Scenarios.NAMES),
              only,
              runs,
              settleSeconds,
              warmUpSeconds,
              seconds,
              readers,
              render,
              root);
      case "--only" ->
          new BenchOptions(
              scenarios,
              knownNames(value, Peer.names()),
              runs,
              settleSeconds,
              warmUpSeconds,
              seconds,
              readers,
              render,
              root);
      case "--runs" ->
          new BenchOptions(
              scenarios,
              only,
              Integer.parseInt(value),
              settleSeconds,
              warmUpSeconds,
              seconds,
              readers,
              render,
              root);
      case "--settle" ->
          new BenchOptions(
              scenarios,
              only,
              runs,
              Double.parseDouble(value),
              warmUpSeconds,
              seconds,
              readers,
              render,
              root);
      case "--warm-up" ->
          new BenchOptions(
              scenarios,
              only,
              runs,
              settleSeconds,
              Double.parseDouble(value),
              seconds,
              readers,
              render,
              root);
      case "--seconds" ->
          new BenchOptions(
              scenarios,
              only,
              runs,
              settleSeconds,
              warmUpSeconds,
              Double.parseDouble(value),
              readers,
              render,
              root);
      case "--readers" ->
          new BenchOptions(
              scenarios,
              only,
              runs,
              settleSeconds,
              warmUpSeconds,
              seconds,
              Integer.parseInt(value),
              render,
              root);
      default ->
          throw new IllegalArgumentException("unknown option " + option + ". Options:\n" + USAGE);
    };
  }

  private static List<String> knownNames(String value, List<String> known) {
    List<String> names = Arrays.asList(value.split(",", -1));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "\"%s\": must be one of %s".formatted(name, String.join(", ", known)));
      }
    }
    return names;
  }
}
