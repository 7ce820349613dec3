package io.feedhorn.observability;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The selectors of a PromQL query, and the labels by which it groups. Reads the subset of PromQL
 * that the dashboard and the rules use.
 *
 * @param text the query
 * @param selectors the metrics with their conditions
 * @param groupings the labels in {@code by (…)}
 */
public record MetricQuery(String text, List<Selector> selectors, Set<String> groupings) {
  /** Labels that a Prometheus adds to what it scrapes. */
  private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

  private static final Pattern GROUPING = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b([a-z_:][a-z0-9_:]*)\\b(?!\\s*\\()(?:\\{([^}]*)})?");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless");
  private static final Pattern CONDITION = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z_:][a-z0-9_:]*)(?:\\{(.*)})? \\S+$");

  /** One condition on a label. */
  public record Condition(String label, String operator, String value) {
    private boolean holds(Map<String, String> labels) {
      String actual = labels.get(label);
      if (OF_PROMETHEUS.contains(label)) {
        return true;
      }
      // A condition on a label that no series has is a mistake, also if it were true.
      return actual != null
          && switch (operator) {
            case "=" -> actual.equals(value);
            case "!=" -> !actual.equals(value);
            case "=~" -> actual.matches(value);
            default -> !actual.matches(value);
          };
    }
  }

  /** A metric and the conditions on its labels. */
  public record Selector(String metric, List<Condition> conditions) {}

  /** Parses a query. */
  public static MetricQuery parse(String text) {
    Set<String> groupings = new LinkedHashSet<>();
    Matcher grouping = GROUPING.matcher(text);
    while (grouping.find()) {
      groupings.addAll(List.of(grouping.group(1).strip().split("\\s*,\\s*")));
    }
    String rest = GROUPING.matcher(text).replaceAll(" ").replaceAll("\\[[^]]*]", " ");
    List<Selector> selectors = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(rest);
    while (selector.find()) {
      if (!OPERATORS.contains(selector.group(1))) {
        selectors.add(new Selector(selector.group(1), conditions(selector.group(2))));
      }
    }
    return new MetricQuery(text, selectors, groupings);
  }

  private static List<Condition> conditions(String text) {
    List<Condition> conditions = new ArrayList<>();
    Matcher condition = CONDITION.matcher(text == null ? "" : text);
    while (condition.find()) {
      conditions.add(new Condition(condition.group(1), condition.group(2), condition.group(3)));
    }
    return conditions;
  }

  /**
   * Returns the selectors without a series in the text format of Prometheus: one that satisfies the
   * conditions and has the labels by which the query groups.
   */
  public List<String> missingIn(String metrics) {
    return selectors.stream()
        .filter(selector -> !isIn(metrics, selector))
        .map(selector -> selector + " by " + groupings + " in " + text)
        .toList();
  }

  private boolean isIn(String metrics, Selector selector) {
    Matcher sample = SAMPLE.matcher(metrics);
    while (sample.find()) {
      Map<String, String> labels = labels(sample.group(2));
      if (sample.group(1).equals(selector.metric())
          && selector.conditions().stream().allMatch(condition -> condition.holds(labels))
          && groupings.stream()
              .allMatch(label -> OF_PROMETHEUS.contains(label) || labels.containsKey(label))) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    for (Condition label : conditions(text)) {
      labels.put(label.label(), label.value());
    }
    return labels;
  }
}
