package io.feedhorn.transport;

import io.feedhorn.app.cli.Main;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The beginning of a command that runs Feedhorn in another JVM. In the integration tests of a build
 * it runs the jar with a {@link ClassDataArchive}, otherwise the classes of this JVM.
 */
public final class FeedhornCommand {
  private FeedhornCommand() {}

  /**
   * Returns a command without the arguments of Feedhorn.
   *
   * @param jvm further options of the JVM
   */
  public static List<String> of(List<String> jvm) {
    List<String> command = new ArrayList<>(JavaCommand.start());
    command.addAll(jvm);
    command.addAll(archiveOptions());
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    return command;
  }

  /** Returns the options of a JVM that runs {@code target/feedhorn.jar}; none outside a build. */
  public static List<String> archiveOptions() {
    return isOfABuild() ? ClassDataArchive.options() : List.of();
  }

  /**
   * Returns the value of {@code JAVA_TOOL_OPTIONS} for scripts that run {@code
   * target/feedhorn.jar}: processes that live for seconds cost less with these options.
   */
  public static String toolOptions() {
    List<String> options = new ArrayList<>(JavaCommand.options());
    options.addAll(archiveOptions());
    return String.join(" ", options);
  }

  private static String classPath() {
    if (isOfABuild()) {
      return ClassDataArchive.JAR.toString();
    }
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns true if the tests use the jar: then Maven has just built it. */
  private static boolean isOfABuild() {
    try {
      return Main.class
          .getProtectionDomain()
          .getCodeSource()
          .getLocation()
          .toURI()
          .getPath()
          .endsWith(".jar");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
