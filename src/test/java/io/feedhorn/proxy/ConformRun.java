package io.feedhorn.proxy;

import io.feedhorn.transport.FeedhornCommand;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The result of the command {@code conform} in its own process. Immutable. */
record ConformRun(JsonObject report) {
  private static final long TIMEOUT_SECONDS = 240;

  /**
   * Checks a server.
   *
   * @param jvm the options of the JVM
   */
  static ConformRun of(URI url, Path folder, List<String> jvm, String... options) throws Exception {
    List<String> command = FeedhornCommand.of(jvm);
    command.addAll(List.of("conform", "--url", url.toString(), "--format", "json"));
    command.addAll(List.of(options));
    Path out = Files.createTempFile(folder, "conform", ".json");
    Path err = Files.createTempFile(folder, "conform", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("conform did not end within " + TIMEOUT_SECONDS + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(out);
    if (!text.startsWith("{")) {
      throw new AssertionError(text + Files.readString(err));
    }
    return new ConformRun(new JsonObject(text));
  }

  /** Returns the checks with an outcome, each with its note. */
  List<String> claims(String outcome) {
    return report.getJsonArray("claims").stream()
        .map(JsonObject.class::cast)
        .filter(claim -> claim.getString("outcome").equals(outcome))
        .map(claim -> claim.getString("claim") + ": " + claim.getString("note"))
        .toList();
  }
}
