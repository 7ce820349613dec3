package io.feedhorn.clients;

import io.feedhorn.transport.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Go and modules for it. */
final class GoToolchain implements Toolchain {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Installation installation = new Installation("go");

  @Override
  public void install() throws IOException {
    installation.bring(List.of("go", "build", "./..."));
  }

  @Override
  public List<String> command(String name, String code) throws IOException {
    Path folder = Files.createDirectories(installation.folder().resolve(name));
    Files.writeString(folder.resolve("main.go"), code);
    String program = folder.resolve("program").toString();
    Command.Ended built = Command.run(folder, PATIENCE, List.of("go", "build", "-o", program, "."));
    if (built.code() != 0) {
      throw new IOException("the snippet " + name + " does not build:\n" + built.output());
    }
    return List.of(program);
  }
}
