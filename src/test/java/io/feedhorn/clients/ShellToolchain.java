package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The shell and installed programs. */
final class ShellToolchain implements Toolchain {
  @Override
  public void install() {}

  @Override
  public List<String> command(String name, String code) throws IOException {
    Path folder = Files.createDirectories(ROOT.resolve("shell"));
    Path file = folder.resolve(name + ".sh");
    Files.writeString(file, code);
    return List.of("bash", file.toString());
  }
}
