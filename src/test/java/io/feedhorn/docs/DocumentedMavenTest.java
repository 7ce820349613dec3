package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.bench.ToolLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the Maven commands and coordinates in the docs name existing profiles, properties and
 * tests. The commands are not run, because they take minutes.
 */
class DocumentedMavenTest {
  private static final Pattern PROFILE = Pattern.compile("-P(\\S+)");
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test='?([*\\w]+)");
  private static final Pattern TOOL = Pattern.compile("-Dtool=([\\w-]+)");
  private static final Pattern PROPERTY = Pattern.compile("-D([\\w.]+)");

  /** Properties of plugins. */
  private static final List<String> OF_PLUGINS =
      List.of("skipTests", "test", "it.test", "exec.args", "surefire.failIfNoSpecifiedTests");

  private static final String NO_TEST = "None";

  private static Stream<String> commands() {
    return ShellBlocks.all().stream()
        .flatMap(block -> ShellBlocks.commands(block).stream())
        .filter(command -> command.startsWith("mvn "));
  }

  private static Stream<String> words(Pattern pattern) {
    return commands()
        .flatMap(command -> pattern.matcher(command).results())
        .map((MatchResult found) -> found.group(1));
  }

  @Test
  void documentedProfilesExist() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(words(PROFILE)).isNotEmpty().allMatch(name -> pom.contains("<id>" + name + "</id>"));
  }

  @Test
  void documentedToolsExist() {
    assertThat(words(TOOL)).isNotEmpty().allMatch(ToolLauncher::isTool);
  }

  @Test
  void documentedTestsExist() throws IOException {
    List<Path> sources = sources();
    assertThat(words(TEST).filter(name -> !name.equals(NO_TEST)))
        .isNotEmpty()
        .allMatch(
            name -> {
              PathMatcher file =
                  FileSystems.getDefault().getPathMatcher("glob:**/" + name + ".java");
              return sources.stream().anyMatch(file::matches);
            });
  }

  @Test
  void documentedPropertiesExist() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<String> sources = sources().stream().map(DocumentedMavenTest::text).toList();
    assertThat(words(PROPERTY).filter(name -> !OF_PLUGINS.contains(name)))
        .isNotEmpty()
        .allMatch(
            name ->
                pom.contains("<" + name + ">")
                    || pom.contains("<" + name + "/>")
                    || sources.stream().anyMatch(source -> source.contains("\"" + name + "\"")));
  }

  @Test
  void documentedCoordinatesAreThoseOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String own = pom.substring(0, pom.indexOf("<name>"));
    assertThat(DocumentBlock.of("docs/embedding.md", "xml").text().lines())
        .filteredOn(line -> line.startsWith("  <"))
        .hasSize(3)
        .allMatch(own::contains);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
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
