package io.feedhorn.bench;

import io.feedhorn.bench.restart.RestartScenario;
import io.feedhorn.bench.soak.Soak;
import io.feedhorn.cluster.storm.StormMain;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Starts one of the programs that measure or shake a server, by its name. */
public final class ToolLauncher {
  /** A program's {@code main}. */
  private interface Program {
    void run(String[] arguments) throws Exception;
  }

  private static final Map<String, Program> PROGRAMS =
      new TreeMap<>(
          Map.of(
              "bench", Bench::main,
              "restart", RestartScenario::main,
              "soak", Soak::main,
              "storm", StormMain::main));

  private ToolLauncher() {}

  /** Arguments: the name of a program, and that program's arguments. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments.length == 0 ? "" : arguments[0];
    Program program = PROGRAMS.get(name);
    if (program == null) {
      System.err.println(
          "tool = \"%s\": must be one of %s".formatted(name, String.join(", ", PROGRAMS.keySet())));
      System.exit(2);
      return;
    }
    program.run(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  /** Returns true if there is a program of this name. */
  public static boolean isTool(String name) {
    return PROGRAMS.containsKey(name);
  }
}
