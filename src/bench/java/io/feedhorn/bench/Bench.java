package io.feedhorn.bench;

import io.feedhorn.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the scenarios that are asked for and writes what they show into the documentation. */
public final class Bench {
  private Bench() {}

  /** Ends with 2 where the command line is wrong. */
  public static void main(String[] args) throws Exception {
    BenchOptions options;
    try {
      options = BenchOptions.of(args);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    if (!options.render()) {
      measure(options);
    }
    write(options);
  }

  private static void measure(BenchOptions options) throws Exception {
    try (Testbed testbed = new Testbed(options)) {
      if (!Machine.canPin()) {
        System.out.println("Servers and load share all cores: taskset or a second core is missing");
      }
      for (String name : options.scenarios()) {
        System.out.println("== " + name);
        Results results = new Results();
        results.facts().addAll(Versions.facts());
        Scenarios.named(name).measure(testbed, results);
        testbed.stopServers();
        results.facts().add("load average at the end %.1f".formatted(Machine.loadAverage()));
        results.save(file(testbed.directory, name));
      }
    }
  }

  private static void write(BenchOptions options) throws IOException {
    Report report = new Report(options.root());
    for (String name : options.scenarios()) {
      Path file = file(new BenchDirectory(options.root()), name);
      if (Files.exists(file)) {
        report.write(name, Results.load(file));
      }
    }
  }

  private static Path file(BenchDirectory directory, String scenario) throws IOException {
    return directory.folder("results").resolve(scenario + ".txt");
  }
}
