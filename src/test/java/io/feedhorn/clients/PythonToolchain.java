package io.feedhorn.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Python in a virtual environment. */
final class PythonToolchain implements Toolchain {
  private final Installation installation = new Installation("python");
  private final String python = installation.folder().resolve("bin").resolve("python").toString();

  /** Returns the path of the interpreter. */
  String python() {
    return python;
  }

  @Override
  public void install() throws IOException {
    installation.install(
        List.of("python3", "-m", "venv", "."),
        List.of(python, "-m", "pip", "install", "-q", "--no-deps", "-r", "requirements.txt"));
  }

  @Override
  public List<String> command(String name, String code) throws IOException {
    // A program with the name of a package would be imported instead of the package.
    Path file = installation.folder().resolve("read-with-" + name + ".py");
    Files.writeString(file, code);
    return List.of(python, file.toString());
  }
}
