package io.feedhorn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The versions of the measured programs. */
final class Versions {
  private Versions() {}

  /**
   * Returns lines about the machine and the versions.
   *
   * @param load the load average before the measurement
   */
  static List<String> facts(BenchDirectory directory, double load)
      throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    if (directory.old() != null) {
      versions.add("before: " + directory.old().getFileName());
    }
    versions.add("Vert.x " + vertx());
    if (Files.exists(directory.centrifugo())) {
      versions.add("Centrifugo " + BenchDirectory.CENTRIFUGO.replaceFirst(".*@v", ""));
    }
    add(versions, "Node ", "node", "-v");
    add(versions, "", "nginx", "-v");
    add(versions, "", "nats-server", "-v");
    add(versions, "", "mosquitto", "-h");
    add(versions, "", "cc", "--version");
    return List.of(
        Machine.facts(),
        String.join(", ", versions),
        "servers on one core, the load on the others: " + (Machine.canPin() ? "yes" : "no"),
        "load average at the start %.1f".formatted(load));
  }

  private static void add(List<String> versions, String name, String tool, String option)
      throws InterruptedException {
    Path path = Programs.find(tool);
    if (path != null) {
      try {
        String text = Programs.run(Path.of("."), List.of(path.toString(), option));
        versions.add(name + text.lines().findFirst().orElse(tool));
      } catch (IOException noVersion) {
        // Mosquitto prints its version and exits with an error.
        String text = String.valueOf(noVersion.getMessage());
        versions.add(
            name + text.replaceFirst("(?s).* failed: ", "").lines().findFirst().orElse(tool));
      }
    }
  }

  private static String vertx() throws IOException {
    try (InputStream file =
        Versions.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      return file == null ? "?" : new String(file.readAllBytes(), UTF_8).strip();
    }
  }
}
