package io.feedhorn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks the layout of the source files, in the way of {@code mvn spotless:apply}. The plugin's own
 * check uses one core and, at the end of the build, the time of both.
 */
class FormatTest {
  private static final Path SOURCES = Path.of("src");
  private static final JavaFormatterOptions OPTIONS = JavaFormatterOptions.defaultOptions();

  @Test
  void allSourcesAreFormatted() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(SOURCES)) {
      files = all.filter(FormatTest::isSource).toList();
    }

    assertThat(files).hasSizeGreaterThan(1_000);
    assertThat(files.parallelStream().filter(file -> !isFormatted(text(file))))
        .as("not formatted: run mvn -q spotless:apply")
        .isEmpty();
  }

  @Test
  void aSourceThatIsNotFormattedIsFound() {
    assertThat(isFormatted("class A {}\n")).isTrue();
    assertThat(isFormatted("class A { }\n")).isFalse();
    assertThat(isFormatted("import java.util.List;\n\nclass A {}\n")).isFalse();
    assertThat(
            isFormatted(
                "import java.util.Set;\nimport java.util.List;\n\nclass A {\n  List<Set<A>> all;\n}\n"))
        .isFalse();
  }

  private static boolean isSource(Path file) {
    return file.getNameCount() > 3
        && file.getName(2).toString().equals("java")
        && file.toString().endsWith(".java");
  }

  private static boolean isFormatted(String text) {
    try {
      String formatted = new Formatter(OPTIONS).formatSource(text);
      String used = RemoveUnusedImports.removeUnusedImports(formatted);
      return ImportOrderer.reorderImports(used, OPTIONS.style()).equals(text);
    } catch (FormatterException notJava) {
      throw new IllegalArgumentException(text, notJava);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
