package io.feedhorn.transport;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The beginning of a command that starts another JVM like this one. */
public final class JavaCommand {
  private static final String COMPILERS = "-XX:TieredStopAtLevel=";

  private JavaCommand() {}

  /**
   * Returns the path of this JVM's {@code java}, and the option that chooses its compilers if it
   * was started with one, because the slower compiler does not pay off in short processes.
   */
  public static List<String> start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith(COMPILERS))
        .forEach(command::add);
    return command;
  }
}
