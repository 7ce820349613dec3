package io.feedhorn.bench;

import io.feedhorn.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the selected scenarios and writes their results into the documentation. */
public final class Bench {
  private Bench() {}

  /** Exits with 2 if an option is invalid. */
  public static void main(String[] args) throws Exception {
    BenchOptions options;
    try {
      options = BenchOptions.of(args);
    } catch (IllegalArgumentException invalid) {
      System.err.println(invalid.getMessage());
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
        System.out.println(
            "Servers and load share all cores: taskset is missing, or there is only one core");
      }
      for (String name : options.scenarios()) {
        System.out.println("== " + name);
        Results results = new Results();
        double load = Machine.loadAverage();
        Scenarios.named(name).measure(testbed, results);
        testbed.stopServers();
        // Afterwards, because the scenario builds some of the programs.
        results.facts().addAll(Versions.facts(testbed.directory, load));
        results.facts().add("load average at the end %.1f".formatted(Machine.loadAverage()));
        results.save(file(testbed.directory, name));
      }
    }
  }

  private static void write(BenchOptions options) throws IOException {
    Report report = new Report(options.root());
    for (String name : options.scenarios()) {
      Path file = file(new BenchDirectory(options.root(), options.old()), name);
      if (Files.exists(file)) {
        String text = report.write(name, Results.load(file));
        if (Scenarios.WITH_AIMS.contains(name)) {
          System.out.println(text);
        }
      }
    }
  }

  private static Path file(BenchDirectory directory, String scenario) throws IOException {
    return directory.folder("results").resolve(scenario + ".txt");
  }
}
