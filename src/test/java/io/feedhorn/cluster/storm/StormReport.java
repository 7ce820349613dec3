package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Stores results, and writes them into {@code docs/clustering.md} between its marks. */
final class StormReport {
  private final Path results;
  private final Path page;

  /**
   * Creates a report.
   *
   * @param root the folder of the project
   */
  StormReport(Path root) {
    this.results = root.resolve("target/cluster/results");
    this.page = root.resolve("docs/clustering.md");
  }

  /** Stores the rows of one storm, and replaces earlier ones of the same storm. */
  void store(String name, List<String> rows) throws IOException {
    Files.createDirectories(results);
    Files.write(file(name), rows);
  }

  private Path file(String name) {
    return results.resolve(name.toLowerCase(Locale.ROOT) + ".rows");
  }

  /** Writes all stored rows. */
  void write() throws IOException {
    write(
        "storm",
        StormTally.HEAD,
        Arrays.stream(StormFault.values()).map(StormFault::name).toList());
    write("distance", ReplicationLatency.HEAD, List.of("distance"));
    write("flood", OverloadScenario.HEAD, List.of("flood"));
    write("crowd", ReaderSwarm.HEAD, List.of("crowd"));
  }

  private void write(String mark, String head, List<String> names) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String name : names) {
      if (Files.exists(file(name))) {
        rows.addAll(Files.readAllLines(file(name)));
      }
    }
    if (!rows.isEmpty()) {
      replace(mark, head + String.join("\n", rows) + "\n");
    }
  }

  /** Replaces the text between the marks of a name, if they are on the page. */
  private void replace(String name, String text) throws IOException {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->\n";
    String before = Files.exists(page) ? Files.readString(page) : "";
    int from = before.indexOf(begin);
    int to = before.indexOf(end);
    if (from >= 0 && to >= 0) {
      Files.writeString(
          page, before.substring(0, from + begin.length()) + text + before.substring(to));
    }
  }
}
