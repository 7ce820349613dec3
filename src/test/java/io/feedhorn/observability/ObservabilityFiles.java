package io.feedhorn.observability;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/** The files in {@code conf/observability}. */
public final class ObservabilityFiles {
  /** Their directory. */
  public static final Path DIRECTORY = Path.of("conf/observability");

  private ObservabilityFiles() {}

  private static String read(String file) {
    try {
      return Files.readString(DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the queries of the dashboard by the title of their panel, for all nodes. */
  public static Map<String, List<String>> dashboardQueries() {
    Map<String, List<String>> queries = new LinkedHashMap<>();
    JsonArray panels = new JsonObject(read("feedhorn-dashboard.json")).getJsonArray("panels");
    for (int i = 0; i < panels.size(); i++) {
      JsonObject panel = panels.getJsonObject(i);
      JsonArray targets = panel.getJsonArray("targets", new JsonArray());
      List<String> ofPanel = new ArrayList<>();
      for (int j = 0; j < targets.size(); j++) {
        ofPanel.add(targets.getJsonObject(j).getString("expr").replace("$instance", ".+"));
      }
      queries.put(panel.getString("title"), ofPanel);
    }
    queries.values().removeIf(List::isEmpty);
    return queries;
  }

  /** Returns the expressions of the alerts by their name. */
  public static Map<String, String> alerts() {
    Map<String, String> alerts = new LinkedHashMap<>();
    rules().forEach((name, rule) -> alerts.put(name, (String) rule.get("expr")));
    return alerts;
  }

  /** Returns the links of the alerts to the runbook, which are templates, by their name. */
  static Map<String, String> runbookLinks() {
    Map<String, String> links = new LinkedHashMap<>();
    rules()
        .forEach(
            (name, rule) ->
                links.put(
                    name,
                    (String)
                        ((Map<?, ?>) Objects.requireNonNull(rule.get("annotations")))
                            .get("runbook_url")));
    return links;
  }

  private static Map<String, Map<?, ?>> rules() {
    Map<String, List<Map<String, Object>>> file = new Yaml().load(read("feedhorn-alerts.yml"));
    Map<String, Map<?, ?>> alerts = new LinkedHashMap<>();
    for (Map<String, Object> group : file.getOrDefault("groups", List.of())) {
      for (Object rule : (List<?>) Objects.requireNonNull(group.get("rules"))) {
        Map<?, ?> alert = (Map<?, ?>) rule;
        alerts.put((String) alert.get("alert"), alert);
      }
    }
    return alerts;
  }

  /** Returns the queries of the dashboard and of the alerts. */
  public static List<MetricQuery> queries() {
    List<MetricQuery> queries = new ArrayList<>();
    dashboardQueries()
        .values()
        .forEach(panel -> panel.forEach(query -> queries.add(MetricQuery.parse(query))));
    alerts().values().forEach(query -> queries.add(MetricQuery.parse(query)));
    return queries;
  }
}
