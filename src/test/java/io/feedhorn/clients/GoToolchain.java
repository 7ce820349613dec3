package io.feedhorn.clients;

import io.feedhorn.transport.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Go and its modules. */
final class GoToolchain implements Toolchain {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** Without optimizations and debug information, which take more than a third of a build. */
  private static final List<String> BUILD =
      List.of("go", "build", "-gcflags=all=-l -N -dwarf=false");

  private final Installation installation = new Installation("go");

  @Override
  public void install() throws IOException {
    installation.install(build("./..."));
  }

  @Override
  public List<String> command(String name, String code) throws IOException {
    Path folder = Files.createDirectories(installation.folder().resolve(name));
    Files.writeString(folder.resolve("main.go"), code);
    String program = folder.resolve("program").toString();
    Command.Result result = Command.run(folder, TIMEOUT, build("-o", program, "."));
    if (result.code() != 0) {
      throw new IOException("the snippet " + name + " does not build:\n" + result.output());
    }
    return List.of(program);
  }

  private static List<String> build(String... arguments) {
    return Stream.concat(BUILD.stream(), Stream.of(arguments)).toList();
  }
}
