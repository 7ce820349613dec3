package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages and types that README.md, CONTRIBUTING.md and the glossary name. */
class DocumentedPackagesTest {
  private static final String ROOT = "java/io/feedhorn";
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[a-z.`, ]+`) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

  /** A type with its package, relative to {@code io.feedhorn}: {@code `hub.Outbox`}. */
  private static final Pattern TYPE =
      Pattern.compile("`[a-z]+(?:\\.[a-z]+)*\\.[A-Z]\\w*[a-z]\\w*`");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "CONTRIBUTING.md"})
  void thePackageTableHasEachPackageOnce(String page) throws IOException {
    String text = Files.readString(Path.of(page));
    int begin = text.indexOf("| package");
    String table = text.substring(begin, text.indexOf("\n\n", begin));

    List<String> documented =
        FIRST_CELL
            .matcher(table)
            .results()
            .flatMap(cell -> NAME.matcher(cell.group(1)).results())
            .map(name -> name.group(1))
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(packages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "docs/glossary.md"})
  void documentedTypesExist(String page) throws IOException {
    List<String> types =
        TYPE.matcher(Files.readString(Path.of(page))).results().map(MatchResult::group).toList();

    assertThat(types).hasSizeGreaterThan(30).allMatch(DocumentedPackagesTest::exists);
  }

  private static boolean exists(String type) {
    String file = type.replace("`", "").replace('.', '/') + ".java";
    return Stream.of("main", "test", "bench")
        .anyMatch(source -> Files.exists(Path.of("src", source, ROOT, file)));
  }

  private static List<String> packages() throws IOException {
    Path root = Path.of("src", "main", ROOT);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
          .toList();
    }
  }
}
