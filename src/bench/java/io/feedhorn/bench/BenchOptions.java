package io.feedhorn.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The options of the command line.
 *
 * @param scenarios by name, in their order
 * @param only the peers to measure; empty: all that are found
 * @param runs measured rounds; one more goes before them and is thrown away
 * @param settleSeconds before the window of the first round, where the server compiles as it runs
 * @param warmUpSeconds before each other window
 * @param seconds of each window
 * @param readers of the scenarios with readers that stall; 0 for the usual number
 * @param render whether to write the report from the last results, without measuring
 * @param root the folder of the project
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
      --scenario A,B   of %s
      --only A,B       of %s
      --runs N         measured rounds, 3
      --settle S       seconds before the first window of a server that compiles as it runs, 20
      --warm-up S      seconds before each other window, 3
      --seconds S      seconds of each window, 8
      --readers N      of the scenarios with readers that stall
      --render         write the report again from the last results\
      """
          .formatted(String.join(",", Scenarios.NAMES), String.join(",", Peer.names()));

  static BenchOptions of(String[] args) {
    BenchOptions options =
        new BenchOptions(
            Scenarios.NAMES, List.of(), 3, 20, 3, 8, 0, false, Path.of("").toAbsolutePath());
    Deque<String> words = new ArrayDeque<>(Arrays.asList(args));
    while (!words.isEmpty()) {
      options = options.with(words.pop(), words);
    }
    return options;
  }

  private BenchOptions with(String option, Deque<String> words) {
    if (option.equals("--render")) {
      return new BenchOptions(
          scenarios, only, runs, settleSeconds, warmUpSeconds, seconds, readers, true, root);
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value; there are:\n" + USAGE);
    }
    String value = words.pop();
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
          throw new IllegalArgumentException("no option " + option + "; there are:\n" + USAGE);
    };
  }

  private static List<String> knownNames(String value, List<String> known) {
    List<String> names = Arrays.asList(value.split(",", -1));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("'" + name + "' is none of " + known);
      }
    }
    return names;
  }
}
