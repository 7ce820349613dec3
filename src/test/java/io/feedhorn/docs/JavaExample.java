package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.transport.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** A Java class of a page, compiled, and run by its main method. Used by one thread. */
final class JavaExample implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(100);

  private final String name;
  private final Path directory;
  private final Path output;
  private @Nullable Process process;

  private JavaExample(String name, Path directory) {
    this.name = name;
    this.directory = directory;
    this.output = directory.resolve(name + ".out");
  }

  /** Compiles the class of this name; its ports become free ones. */
  static JavaExample compile(String page, String name, Path directory) throws IOException {
    String text =
        DocumentBlock.all().stream()
            .filter(block -> block.page().equals(page) && block.language().equals("java"))
            .map(DocumentBlock::text)
            .filter(java -> java.contains("public class " + name + " "))
            .findFirst()
            .orElseThrow(() -> new AssertionError(page + " has no class " + name));
    Path source = Files.writeString(directory.resolve(name + ".java"), freePorts(text));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-Xlint:all", "-d", directory.toString()),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
    return new JavaExample(name, directory);
  }

  private static String freePorts(String java) {
    return java.replace("Settings.defaults()", "Settings.builder().build()")
        .replace("Settings.builder()", "Settings.builder().port(0)")
        .replace(".port(8080)", "")
        .replace("listen(8081,", "listen(0,");
  }

  JavaExample run() throws IOException {
    List<String> command = JavaCommand.start();
    String classPath = directory + File.pathSeparator + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, name));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return this;
  }

  /** Waits for a line that contains the expression, and returns its group. */
  String awaitOutput(String expression) {
    Pattern pattern = Pattern.compile(expression);
    return await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              String text = Files.readString(output);
              assertThat(Objects.requireNonNull(process).isAlive()).as(text).isTrue();
              Matcher matcher = pattern.matcher(text);
              return matcher.find() ? matcher.group(1) : null;
            },
            Objects::nonNull);
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }
}
