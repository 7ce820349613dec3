package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Node and npm packages. */
public final class NodeToolchain implements Toolchain {
  private final Installation installation;

  /** Creates a toolchain with the packages of the snippets in {@code docs/clients.md}. */
  public NodeToolchain() {
    this("node");
  }

  /**
   * @param packages the name of a directory in {@code src/test/clients}
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

  /** Copies a script of {@code src/test/clients/scripts} and returns the command that runs it. */
  public List<String> script(String name) throws IOException {
    return command(name, Scripts.text(name + ".js"));
  }

  /** Returns the directory of the packages, in which files can import them. */
  public Path folder() {
    return installation.folder();
  }

  /** Returns the directory of an installed package. */
  public Path packageFolder(String name) {
    return installation.folder().resolve("node_modules").resolve(name);
  }
}
