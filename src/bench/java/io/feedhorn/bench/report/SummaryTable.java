package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.Results;
import io.feedhorn.bench.report.Aim.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The summary: a table of the figures of all servers, and a table of ratios and aims, with the
 * reason for each row that does not reach its aim.
 */
final class SummaryTable {
  private static final String NONE = "–";
  private static final String FIGURES =
      """
      | | C floor | before | now | Centrifugo | Node ws |
      |---|---:|---:|---:|---:|---:|
      """;
  private static final String BUILDS =
      """
      | | before | now |
      |---|---:|---:|
      """;
  private static final String AIMS =
      """

      | | now / before | aim | reached | rounds | |
      |---|---:|---:|---:|---:|---|
      """;

  /** Below this use of its core the server was not what limited the rate. */
  private static final double FULL_CORE_PERCENT = 90;

  private final List<SummaryRow> rows;
  private final Results results;
  private final Map<String, String> reasons;

  /**
   * @param reasons why a row does not reach its aim, by the id of the row
   */
  SummaryTable(List<SummaryRow> rows, Results results, Map<String, String> reasons) {
    this.rows = List.copyOf(rows);
    this.results = results;
    this.reasons = Map.copyOf(reasons);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    if (rows.equals(SummaryRow.CLUSTER)) {
      text.append(BUILDS);
      rows.forEach(row -> text.append(builds(row)));
    } else {
      text.append(FIGURES);
      rows.forEach(row -> text.append(figures(row)));
    }
    text.append(AIMS);
    rows.forEach(row -> text.append(aim(row)));
    return text.toString();
  }

  private String builds(SummaryRow row) {
    return "| %s | %s | %s |\n".formatted(row.label(), cell(row.before()), cell(row.ours()));
  }

  private String figures(SummaryRow row) {
    String oneDirection = cell(row.of("centrifugo-uni"));
    String centrifugo = cell(row.of("centrifugo"));
    return "| %s | %s | %s | %s | %s%s | %s |\n"
        .formatted(
            row.label(),
            row.floor() == null ? NONE : cell(row.of(row.floor())),
            cell(row.before()),
            cell(row.ours()),
            centrifugo,
            oneDirection.equals(NONE) ? "" : ", one direction " + oneDirection,
            cell(row.of("ws")));
  }

  private String aim(SummaryRow row) {
    Aim aim = row.aim();
    List<Double> values = aim.values(results, row.ours());
    Distribution reached = Distribution.of(values);
    long rounds = values.stream().filter(aim::isReached).count();
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.label(),
            ratioToBefore(row),
            aim.text(),
            reached.isPresent()
                ? "%s (%s–%s)"
                    .formatted(
                        aim.exact(reached.median()),
                        aim.exact(reached.min()),
                        aim.exact(reached.max()))
                : "not measured",
            reached.isPresent() ? rounds + " of " + values.size() : NONE,
            reached.isPresent() ? verdict(row, aim.isReached(reached)) : "");
  }

  private String verdict(SummaryRow row, boolean isReached) {
    if (isReached) {
      return "reached";
    }
    String reason = reasons.getOrDefault(row.id(), "no reason is known yet");
    String limit = loadLimit(row);
    return "**not reached**: " + reason + (limit == null ? "" : "; " + limit);
  }

  /** Returns a text if the load limited the rate and not the server, or null. */
  private @Nullable String loadLimit(SummaryRow row) {
    if (!row.aim().atLeast()) {
      return null;
    }
    Side core = new Side(row.ours().subject(), row.ours().variant(), "serverCore");
    double percent = Distribution.of(values(core)).median();
    return percent < FULL_CORE_PERCENT
        ? String.format(Locale.ROOT, "the server used %.0f %% of its core", percent)
        : null;
  }

  private String ratioToBefore(SummaryRow row) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement now : results.of(row.ours().subject(), row.ours().variant())) {
      double ratio = now.value(row.ours().figure()) / row.before().in(results, now.run());
      if (Double.isFinite(ratio)) {
        ratios.add(ratio);
      }
    }
    return orNone(Distribution.of(ratios));
  }

  private String cell(Side side) {
    return orNone(Distribution.of(values(side)));
  }

  private List<Double> values(Side side) {
    return results.of(side.subject(), side.variant()).stream()
        .map(row -> row.value(side.figure()))
        .toList();
  }

  private static String orNone(Distribution distribution) {
    return distribution.isPresent() ? distribution.text() : NONE;
  }
}
