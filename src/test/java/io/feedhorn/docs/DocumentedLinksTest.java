package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The links between the pages, and the order of the pages in the book. */
class DocumentedLinksTest {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern LINK_IN_HEADING = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern OTHER_SITE = Pattern.compile("(https?|mailto):.*");

  /** Pages beside those of {@code docs}. */
  private static final List<String> PAGES =
      List.of(
          "README.md",
          "CONTRIBUTING.md",
          "CHANGELOG.md",
          "SECURITY.md",
          "findings/README.md",
          "clients/python/README.md",
          "conf/demo/README.md");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              PAGES.stream().map(Path::of), docs.filter(file -> file.toString().endsWith(".md")))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyLinkHasATarget() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      for (String link : links(page)) {
        links++;
        if (!exists(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(400);
    assertThat(exists(Path.of("docs/protocol.md"), "#nothing")).isFalse();
    assertThat(exists(Path.of("docs/protocol.md"), "nothing.md")).isFalse();
  }

  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(found -> found.group(1))
        .filter(link -> !OTHER_SITE.matcher(link).matches())
        .toList();
  }

  private static boolean exists(Path page, String link) throws IOException {
    int end = link.indexOf('#');
    String file = end < 0 ? link : link.substring(0, end);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return end < 0
        || !target.toString().endsWith(".md")
        || anchors(target).contains(link.substring(end + 1));
  }

  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .collect(Collectors.toSet());
  }

  private static String anchor(String heading) {
    return LINK_IN_HEADING
        .matcher(heading)
        .replaceAll("$1")
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
        .replace(' ', '-');
  }

  @Test
  void everyPageHasItsPlaceInTheBook() throws IOException {
    List<String> contents =
        links(Path.of("docs/README.md")).stream().filter(link -> !link.startsWith("../")).toList();
    List<String> ofDocs;
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      ofDocs =
          docs.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
              .toList();
    }
    assertThat(contents)
        .doesNotHaveDuplicates()
        .containsAll(ofDocs)
        .isEqualTo(
            book()
                .filter(page -> page.startsWith("docs/") && !page.equals("docs/README.md"))
                .map(page -> page.substring("docs/".length()))
                .toList());
    assertThat(book()).startsWith("README.md", "docs/README.md");
  }

  /** Returns the pages of the book, in order. */
  private static Stream<String> book() throws IOException {
    Map<String, Object> settings =
        new Yaml().load(Files.readString(Path.of("src", "book", "mkdocs.yml")));
    return pages(Objects.requireNonNull(settings.get("nav")));
  }

  private static Stream<String> pages(Object entry) {
    if (entry instanceof List<?> list) {
      return list.stream().flatMap(DocumentedLinksTest::pages);
    }
    return entry instanceof Map<?, ?> titled
        ? titled.values().stream().flatMap(DocumentedLinksTest::pages)
        : Stream.of((String) entry);
  }

  @Test
  void everyDecisionIsInTheListOfDecisions() throws IOException {
    String list = Files.readString(Path.of("docs/decisions/README.md"));
    try (Stream<Path> records = Files.list(Path.of("docs/decisions"))) {
      assertThat(records.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .isNotEmpty()
          .allMatch(name -> list.contains("](" + name + ")"));
    }
    List<String> numbers =
        Pattern.compile("(?m)^\\| \\[(\\d+)\\]")
            .matcher(list)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(numbers).doesNotHaveDuplicates();
  }
}
