package io.feedhorn.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard, the alerts and the documentation of the metrics, compared with a real server. */
@Timeout(180)
class ObservabilityIT {
  /** Only members of a cluster have them: {@code ClusterIT}. */
  private static final String CLUSTER = "feedhorn_cluster_";

  private static final List<String> PAGES =
      List.of("operating.md", "durable-feeds.md", "notifications.md");

  /** A code span with a query. */
  private static final Pattern QUERY = Pattern.compile("`([^`]*(?:feedhorn|jvm|process)_[^`]*)`");

  private static String metrics = "";

  @BeforeAll
  static void readMetrics(@TempDir Path folder) throws Exception {
    try (ObservedServer server = ObservedServer.start(folder)) {
      server.subscribe();
      server.use();
      // The metrics of collections appear after the first one.
      System.gc();
      await()
          .until(
              () -> {
                metrics = server.metrics();
                return metrics.contains("\njvm_gc_pause_seconds_sum");
              });
    }
  }

  @AfterAll
  static void forget() {
    metrics = "";
  }

  @Test
  void everyQueryOfTheDashboardAndTheAlertsHasDataOfAServer() {
    List<MetricQuery> queries = ObservabilityFiles.queries();
    // A metric of Prometheus about its scrapes.
    String withUp = metrics + "up 1\n";

    assertThat(queries).hasSizeGreaterThan(50);
    assertThat(queries)
        .filteredOn(query -> !query.text().contains(CLUSTER))
        .flatMap(query -> query.missingIn(withUp))
        .isEmpty();
  }

  @Test
  void theRulesAndTheirTestsPass() throws Exception {
    assertThat(Promtool.run("", "check", "config", "prometheus.yml")).startsWith("0 ");
    assertThat(Promtool.run("", "test", "rules", "feedhorn-alerts-test.yml")).startsWith("0 ");
  }

  @Test
  void everyAlertIsTestedAndHasAnAction() throws IOException {
    String tests =
        Files.readString(ObservabilityFiles.DIRECTORY.resolve("feedhorn-alerts-test.yml"));
    Map<String, String> runbook = runbook();

    assertThat(runbook.keySet()).isNotEmpty().isEqualTo(ObservabilityFiles.alerts().keySet());
    assertThat(runbook.keySet())
        .allMatch(alert -> tests.contains("- alertname: " + alert + "\n"), "is tested");
    assertThat(runbook.values())
        .allMatch(section -> section.contains("\n- Look at: "), "says where to look")
        .allMatch(section -> section.contains("\n- Action: "), "says what to do");
  }

  @Test
  void everyAlertLinksToItsSectionOfTheRunbook() throws IOException {
    Map<String, String> links = ObservabilityFiles.runbookLinks();

    // An anchor is the title in lower case; spaces would be hyphens.
    assertThat(runbook().keySet()).isNotEmpty().allMatch(title -> title.matches("\\w+"));
    for (String alert : runbook().keySet()) {
      assertThat(links.get(alert))
          .isEqualTo(
              "{{ with $externalLabels.feedhorn_runbook }}{{ . }}{{ else }}docs/runbook.md{{ end }}#"
                  + alert.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void everyQueryOfTheRunbookHasDataOfAServer() throws IOException {
    List<MetricQuery> queries =
        runbook().values().stream()
            .flatMap(section -> QUERY.matcher(section).results())
            .map(query -> MetricQuery.parse(query.group(1)))
            .toList();

    assertThat(queries).hasSizeGreaterThan(15);
    assertThat(queries)
        .filteredOn(query -> !query.text().contains(CLUSTER))
        .flatMap(query -> query.missingIn(metrics))
        .isEmpty();
  }

  /** Returns the sections of the runbook by their alerts. */
  private static Map<String, String> runbook() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : page("runbook.md").split("\n## ", -1)) {
      int end = section.indexOf('\n');
      sections.put(section.substring(0, end), section.substring(end));
    }
    sections.remove("# Runbook");
    return sections;
  }

  @Test
  void everyMetricIsDocumented() throws IOException {
    StringBuilder pages = new StringBuilder();
    for (String name : PAGES) {
      pages.append(page(name));
    }
    Set<String> families =
        Pattern.compile("(?m)^# TYPE (feedhorn_\\S+)")
            .matcher(metrics)
            .results()
            .map(type -> type.group(1))
            .collect(Collectors.toSet());

    assertThat(families).hasSizeGreaterThan(40);
    assertThat(families)
        .allMatch(
            name ->
                pages.indexOf("`" + name + "`") >= 0
                    || pages.indexOf("`" + name.replaceFirst("_max$", "") + "`") >= 0);
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("docs", name));
  }
}
