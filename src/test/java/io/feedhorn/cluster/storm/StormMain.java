package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs storms one after the other, and writes their tables into the documentation. */
public final class StormMain {
  private static final String IN_NAMESPACE = "storm.apart";

  private StormMain() {}

  /** Exits with 1 if there were violations, and with 2 if the command line is invalid. */
  public static void main(String[] args) throws Exception {
    StormOptions options;
    try {
      options = StormOptions.of(args);
      options.faults();
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    StormReport report = new StormReport(options.root());
    boolean holds = options.render() || run(options, args, report);
    report.write();
    System.exit(holds ? 0 : 1);
  }

  private static boolean run(StormOptions options, String[] args, StormReport report)
      throws Exception {
    boolean holds = true;
    for (StormFault fault : options.faults()) {
      System.out.println("== " + fault.title());
      if (fault == StormFault.PARTITION && !Boolean.getBoolean(IN_NAMESPACE)) {
        holds &= runInNamespace(args);
        continue;
      }
      StormTally tally = Storm.run(options.plan(fault), System.out::println);
      System.out.println(tally);
      report.store(fault.name(), List.of(tally.row()));
      holds &= tally.isClean();
    }
    for (String measure : options.measures()) {
      System.out.println("== " + measure);
      report.store(measure, measure(measure));
    }
    return holds;
  }

  /** Runs the partition storm in a process with its own network namespace. */
  private static boolean runInNamespace(String[] args) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare", "-n", MachineState.java()));
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name.toString().startsWith("feedhorn.")) {
                command.add("-D" + name + "=" + value);
              }
            });
    command.addAll(
        List.of("-D" + IN_NAMESPACE + "=true", "-cp", System.getProperty("java.class.path")));
    command.add(StormMain.class.getName());
    command.addAll(List.of(args));
    command.addAll(List.of("--fault", "partition"));
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
      return code == 0;
    } catch (IOException missing) {
      System.out.println("partition skipped, network namespaces are not available: " + missing);
      return true;
    }
  }

  private static List<String> measure(String name) throws Exception {
    return switch (name) {
      case "distance" -> ReplicationLatency.measure(System.out::println);
      case "flood" -> OverloadScenario.measure(System.out::println);
      case "crowd" -> ReaderSwarm.measure(System.out::println);
      default ->
          throw new IllegalArgumentException(
              "'" + name + "' is not a measurement; allowed are distance, flood, crowd");
    };
  }
}
