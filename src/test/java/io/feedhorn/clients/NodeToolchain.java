package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Node and packages of npm. */
public final class NodeToolchain implements Toolchain {
  private final Installation installation;

  /** Those that the snippets of {@code docs/clients.md} import. */
  public NodeToolchain() {
    this("node");
  }

  /**
   * @param packages the name of a folder in {@code src/test/clients}
   */
  public NodeToolchain(String packages) {
    this.installation = new Installation(packages);
  }

  @Override
  public void install() throws IOException {
    installation.install(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
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

  /** The folder that has the packages, and may have files that import them. */
  public Path folder() {
    return installation.folder();
  }

  /** The folder of an installed package. */
  public Path packageFolder(String name) {
    return installation.folder().resolve("node_modules").resolve(name);
  }
}
