package io.feedhorn.bench.report;

import io.feedhorn.bench.Results;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Writes the results of each scenario into its generated section of {@code docs/performance.md}.
 * The text around the sections stays.
 */
public final class Report {
  private static final List<Column> RATE_COLUMNS =
      List.of(
          Column.spread("deliveries/s", "delivered"),
          Column.spread("µs CPU per delivery", "cpu"),
          Column.spread("p50 ms", "p50"),
          Column.spread("p99 ms", "p99"),
          Column.median("p99.9 ms", "p999"),
          Column.median("max ms", "max"),
          Column.sum("missed", "missed"),
          Column.sum("duplicate, out of order", "duplicates", "reordered"),
          Column.median("bytes each", "bytes"),
          Column.median("per read", "perRead"),
          Column.median("server's core %", "serverCore"),
          Column.median("load's CPU %", "loadCore"));

  private static final List<Column> STALLED_COLUMNS =
      List.of(
          Column.spread("deliveries/s", "delivered"),
          Column.spread("p50 ms", "p50"),
          Column.spread("p99 ms", "p99"),
          Column.median("max ms", "max"),
          Column.sum("missed", "missed"),
          Column.sum("conflated for the stalled", "skipped"),
          Column.sum("duplicate, out of order", "duplicates", "reordered"),
          Column.spread("live heap MiB", "heap"),
          Column.median("documented bound MiB", "bound"),
          Column.median("direct MiB", "direct"),
          Column.median("resident MiB", "resident"));

  private static final List<Column> IDLE_COLUMNS =
      List.of(
          Column.spread("heap KiB each", "heap"),
          Column.spread("resident KiB each", "resident"),
          Column.median("resident MiB in all", "residentAll"),
          Column.median("µs CPU to open one", "openMicros"));

  private static final List<Column> MICRO_COLUMNS =
      List.of(
          Column.median("ns", "score"),
          Column.median("± ns", "error"),
          Column.median("bytes allocated", "allocated"));

  private static final List<Column> PUBLISH_COLUMNS =
      List.of(
          Column.spread("publishes/s", "published"),
          Column.spread("µs CPU per publish", "cpu"),
          Column.spread("p50 ms", "p50"),
          Column.spread("p99 ms", "p99"),
          Column.median("server's core %", "serverCore"),
          Column.median("load's CPU %", "loadCore"));

  private static final List<Column> START_COLUMNS =
      List.of(
          Column.spread("s until ready", "readySeconds"),
          Column.spread("CPU s until ready", "startCpuSeconds"),
          Column.spread("µs CPU to open one", "openMicros"),
          Column.spread("µs CPU per delivery, 20 s", "cpu"),
          Column.spread("p50 ms, 10 s", "p50"),
          Column.spread("p99 ms, 10 s", "p99"));

  private final Path page;
  private final Path reasons;
  private final Charts charts;

  /**
   * @param root the project's root directory
   */
  public Report(Path root) {
    this.page = root.resolve("docs/performance.md");
    this.reasons = root.resolve("src/bench/reasons.properties");
    this.charts = new Charts(root.resolve("docs/images"));
  }

  /** Writes the section and the charts of a scenario, and returns the text of the section. */
  public String write(String scenario, Results results) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
            switch (scenario) {
              case "summary" -> new SummaryTable(SummaryRow.ALL, results, reasons()).text();
              case "cluster" -> new SummaryTable(SummaryRow.CLUSTER, results, reasons()).text();
              default -> table(scenario, results);
            })
        .append('\n');
    List<TargetRatio> targets = TargetRatios.of(scenario, results);
    if (!targets.isEmpty()) {
      text.append("| ratio within a round | median (min–max) | target | |\n|---|---:|---:|---|\n");
      targets.forEach(target -> text.append(target.row()));
      text.append('\n');
    }
    for (String image : charts.draw(scenario, results)) {
      text.append("![").append(Charts.alt(image)).append("](images/").append(image).append(")\n\n");
    }
    text.append("Measured on: ").append(String.join("; ", results.facts())).append(".\n");
    results.notes().forEach(note -> text.append("\n- ").append(note));
    GeneratedSections.replace(page, "bench:" + scenario, text.toString());
    return text.toString();
  }

  /** Returns why rows of the summary do not reach their aim, by the id of the row. */
  private Map<String, String> reasons() throws IOException {
    Properties texts = new Properties();
    if (Files.exists(reasons)) {
      try (Reader file = Files.newBufferedReader(reasons)) {
        texts.load(file);
      }
    }
    return texts.stringPropertyNames().stream()
        .collect(Collectors.toMap(id -> id, texts::getProperty));
  }

  private static String table(String scenario, Results results) {
    return switch (scenario) {
      case "transports" -> Table.of(results, "transport", "updates/s", RATE_COLUMNS);
      case "compression" -> Table.of(results, "transport", "messages", RATE_COLUMNS);
      case "scale" -> Table.of(results, "server", "subscribers", RATE_COLUMNS);
      case "stalled", "stalled-5000" -> Table.of(results, "server", "window", STALLED_COLUMNS);
      case "idle" -> Table.of(results, "server", "connections", IDLE_COLUMNS);
      case "publish" -> Table.of(results, "server", "requests", PUBLISH_COLUMNS);
      case "start" -> Table.of(results, "server", "", START_COLUMNS);
      case "micro" -> Table.of(results, "operation", "with", MICRO_COLUMNS);
      default -> Table.of(results, "server", "", RATE_COLUMNS);
    };
  }
}
