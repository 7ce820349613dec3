package io.feedhorn.bench;

import io.feedhorn.bench.api.ApiMain;
import io.feedhorn.bench.durable.ClusterRate;
import io.feedhorn.bench.durable.DurableRate;
import io.feedhorn.bench.durable.KillMain;
import io.feedhorn.bench.durable.OpenTime;
import io.feedhorn.bench.durable.PublishLatency;
import io.feedhorn.bench.frames.FramesMain;
import io.feedhorn.bench.queries.QueriesMain;
import io.feedhorn.bench.restart.RestartScenario;
import io.feedhorn.bench.screenshots.ScreenshotsMain;
import io.feedhorn.bench.soak.Soak;
import io.feedhorn.bench.sources.SourceRate;
import io.feedhorn.bench.sources.SourcesMain;
import io.feedhorn.cluster.storm.StormMain;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Starts one of the benchmark and test tools by its name. */
public final class ToolLauncher {
  /** The {@code main} method of a tool. */
  private interface Tool {
    void run(String[] arguments) throws Exception;
  }

  private static final Map<String, Tool> TOOLS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("api", ApiMain::main),
              Map.entry("batches", BatchRate::main),
              Map.entry("bench", Bench::main),
              Map.entry("cluster", ClusterRate::main),
              Map.entry("durable", DurableRate::main),
              Map.entry("frames", FramesMain::main),
              Map.entry("kill", KillMain::main),
              Map.entry("latency", PublishLatency::main),
              Map.entry("open", OpenTime::main),
              Map.entry("queries", QueriesMain::main),
              Map.entry("restart", RestartScenario::main),
              Map.entry("screenshots", ScreenshotsMain::main),
              Map.entry("soak", Soak::main),
              Map.entry("source-rate", SourceRate::main),
              Map.entry("sources", SourcesMain::main),
              Map.entry("storm", StormMain::main)));

  private ToolLauncher() {}

  /** Arguments: the name of a tool, and its arguments. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments.length == 0 ? "" : arguments[0];
    Tool tool = TOOLS.get(name);
    if (tool == null) {
      System.err.println(
          "tool = \"%s\": must be one of %s".formatted(name, String.join(", ", TOOLS.keySet())));
      System.exit(2);
      return;
    }
    tool.run(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  /** Returns true if a tool has this name. */
  public static boolean isTool(String name) {
    return TOOLS.containsKey(name);
  }
}
