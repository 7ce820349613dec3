package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Node and packages of npm. */
public final class NodeToolchain implements Toolchain {
  private final Installation installation = new Installation("node");

  @Override
  public void install() throws IOException {
    installation.bring(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
  }

  @Override
  public List<String> command(String name, String code) throws IOException {
    Path file = installation.folder().resolve(name + ".js");
    Files.writeString(file, code);
    return List.of("node", file.toString());
  }

  /** Puts a script of {@code src/test/clients/scripts} in place and returns what runs it. */
  public List<String> script(String name) throws IOException {
    return command(name, Scripts.text(name + ".js"));
  }

  /** The folder of an installed package. */
  public Path packageFolder(String name) {
    return installation.folder().resolve("node_modules").resolve(name);
  }
}
