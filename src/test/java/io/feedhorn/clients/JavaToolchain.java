package io.feedhorn.clients;

import io.feedhorn.transport.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK that runs the tests; libraries are test dependencies of the build. */
final class JavaToolchain implements Toolchain {
  @Override
  public void install() {}

  @Override
  public List<String> command(String name, String code) throws IOException {
    Path folder = Files.createDirectories(ROOT.resolve("java").resolve(name));
    Path file = folder.resolve("Feed.java");
    Files.writeString(file, code);
    List<String> command = JavaCommand.start();
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), file.toString()));
    return command;
  }
}
