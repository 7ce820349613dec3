package io.feedhorn.transport;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The beginning of a command that starts another JVM like this one. */
public final class JavaCommand {
  private static final Pattern PASSED_ON = Pattern.compile("-XX:(TieredStopAtLevel=.*|\\+Use.*GC)");

  private JavaCommand() {}

  /** Returns the path of this JVM's {@code java}, and {@link #options}. */
  public static List<String> start() {
    List<String> command = new ArrayList<>();
    command.add(program("java"));
    command.addAll(options());
    return command;
  }

  /**
   * Returns the path of a tool of this JVM's JDK, such as {@code keytool}, and {@link #options} for
   * the JVM that runs it.
   */
  public static List<String> tool(String name) {
    List<String> command = new ArrayList<>();
    command.add(program(name));
    options().forEach(option -> command.add("-J" + option));
    return command;
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /**
   * Returns the options that choose compilers and garbage collector if this JVM was started with
   * such options: processes that live for seconds cost less with the simplest.
   */
  public static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> PASSED_ON.matcher(option).matches())
        .toList();
  }
}
