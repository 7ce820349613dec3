package io.feedhorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for the text of the source files: length, Javadoc, locks. */
class SourceTextTest {
  private static final Path ROOT = Path.of("src/main/java/io/feedhorn");

  @Test
  void everyPackageHasAJavadocAndIsNullMarked() throws IOException {
    try (Stream<Path> folders = Files.walk(ROOT)) {
      assertThat(folders.filter(SourceTextTest::hasClasses))
          .allSatisfy(
              folder ->
                  assertThat(folder.resolve("package-info.java"))
                      .content()
                      .startsWith("/**")
                      .contains("@NullMarked"));
    }
  }

  private static boolean hasClasses(Path path) {
    String[] files = path.toFile().list((folder, name) -> name.endsWith(".java"));
    return files != null && files.length > 0;
  }

  @Test
  void noTwoFilesHaveTheSameNameAndNoneIsLong() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> java =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .toList();
      assertThat(java).extracting(file -> file.getFileName().toString()).doesNotHaveDuplicates();
      assertThat(java).allSatisfy(file -> assertThat(text(file).lines().count()).isLessThan(301));
    }
  }

  @Test
  void noJavadocBeginsWithAQuestionWord() throws IOException {
    assertThat(sources("/\\*\\*\\s+(\\* )?(What|Whether|Who|Where|How)\\b")).isEmpty();
  }

  /**
   * The exception is a file of the journal: the thread of the store appends to it, and a thread of
   * the journal that has compacted closes it and goes on with the next one. The journal's own lock
   * does not cover the write of what was gathered, and a compaction in the thread of the store
   * would delay every write.
   */
  @Test
  void stateThatThreadsShareIsNotGuardedBySynchronized() throws IOException {
    assertThat(sources("\\bsynchronized\\b"))
        .containsExactly(ROOT.resolve("store/artemis/GatheringFile.java").toString());
  }

  /** Returns the source files that contain an expression. */
  private static List<String> sources(String expression) throws IOException {
    Pattern pattern = Pattern.compile(expression);
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> pattern.matcher(text(file)).find())
          .map(Path::toString)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
