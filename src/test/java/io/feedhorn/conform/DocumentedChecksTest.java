package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The checks in {@code docs/conform.md}. */
class DocumentedChecksTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)\\.(\\*|[a-z]+)` \\|");
  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("docs", "conform.md"));
  }

  @Test
  void theTableHasEachGroup() {
    Set<String> groups =
        ContractChecks.known().stream()
            .map(check -> check.name().substring(0, check.name().indexOf('.')))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ROW.matcher(page).results().map(row -> row.group(1)).distinct())
        .containsExactlyInAnyOrderElementsOf(groups);
  }

  @Test
  void theExampleHasTheNumberOfChecks() {
    assertThat(page)
        .contains("    %d passed, 0 failed, 0 skipped".formatted(ContractChecks.known().size()));
  }
}
