package io.feedhorn.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of the benchmark's command line.
 *
 * @param scenarios names of scenarios, in the order of measurement
 * @param only the peers to measure; empty: all that are installed
 * @param rounds the number of counted rounds; one uncounted round precedes them
 * @param settleSeconds the time before the first window of a server with a just-in-time compiler
 * @param warmUpSeconds the time before each other window
 * @param seconds the length of a window
 * @param readers the number of readers of the scenarios with stalled readers; 0 for their default
 * @param old the jar of the build to compare with, or null
 * @param render true to write the report from the last results, without measuring
 * @param root the project's root directory
 */
record BenchOptions(
    List<String> scenarios,
    List<String> only,
    int rounds,
    double settleSeconds,
    double warmUpSeconds,
    double seconds,
    int readers,
    @Nullable Path old,
    boolean render,
    Path root) {
  static final String USAGE =
      """
      --scenario A,B   scenarios to run (default: all but summary and cluster): %s
      --only A,B       peers to measure (default: all that are installed): %s
      --rounds N       counted rounds (default: 3; 5 for summary and cluster)
      --settle S       seconds before the first window of a server with a just-in-time compiler
                       (default: 20; 10 for summary)
      --warm-up S      seconds before each other window (default: 3; 1.5 for summary)
      --seconds S      seconds of each window (default: 8; 3 for summary)
      --readers N      number of readers of stalled and stalled-5000
      --old JAR        the feedhorn.jar of another build, measured as feedhorn-old
      --render         write tables and charts again from the last results\
      """
          .formatted(String.join(",", Scenarios.NAMES), String.join(",", Peer.names()));

  private static final String RENDER = "--render";
  private static final List<String> WITH_VALUE =
      List.of(
          "--scenario",
          "--only",
          "--rounds",
          "--settle",
          "--warm-up",
          "--seconds",
          "--readers",
          "--old");

  static BenchOptions of(String[] args) {
    Map<String, String> given = parse(args);
    Path root = Path.of("").toAbsolutePath();
    List<String> scenarios =
        given.containsKey("--scenario")
            ? knownNames(given.get("--scenario"), Scenarios.NAMES)
            : Scenarios.DEFAULT_NAMES;
    boolean summary = Scenarios.WITH_AIMS.containsAll(scenarios);
    String old = given.get("--old");
    return new BenchOptions(
        scenarios,
        given.containsKey("--only") ? knownNames(given.get("--only"), Peer.names()) : List.of(),
        Integer.parseInt(given.getOrDefault("--rounds", summary ? "5" : "3")),
        Double.parseDouble(given.getOrDefault("--settle", summary ? "10" : "20")),
        Double.parseDouble(given.getOrDefault("--warm-up", summary ? "1.5" : "3")),
        Double.parseDouble(given.getOrDefault("--seconds", summary ? "3" : "8")),
        Integer.parseInt(given.getOrDefault("--readers", "0")),
        old == null ? null : root.resolve(old),
        given.containsKey(RENDER),
        root);
  }

  private static Map<String, String> parse(String[] args) {
    Map<String, String> given = new LinkedHashMap<>();
    Deque<String> arguments = new ArrayDeque<>(Arrays.asList(args));
    while (!arguments.isEmpty()) {
      String option = arguments.pop();
      if (option.equals(RENDER)) {
        given.put(option, "");
      } else if (!WITH_VALUE.contains(option)) {
        throw new IllegalArgumentException("unknown option " + option + ". Options:\n" + USAGE);
      } else if (arguments.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value. Options:\n" + USAGE);
      } else {
        given.put(option, arguments.pop());
      }
    }
    return given;
  }

  private static List<String> knownNames(@Nullable String value, List<String> known) {
    List<String> names = value == null ? List.of() : Arrays.asList(value.split(",", -1));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "\"%s\": must be one of %s".formatted(name, String.join(", ", known)));
      }
    }
    return names;
  }
}
