package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Bar;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The distribution of ages on a logarithmic scale, a band for each row, as an SVG chart. */
final class LatencyChart {
  private static final int WIDTH = 1_000;
  private static final int LEFT = 190;
  private static final int RIGHT = 970;
  private static final int LANE = 44;
  private static final int BAR = 36;
  private static final int TOP = 24;

  private final List<TransportResult> rows;
  private final double least;
  private final double most;
  private final SvgElements svg;

  private LatencyChart(Comparison comparison) {
    rows = comparison.significantRows();
    // The scale begins at the error of the clock.
    least = decade(Math.max(comparison.error(), 0.01));
    double oldest = rows.stream().mapToDouble(row -> row.age().max()).max().orElse(1);
    most = Math.max(least, decade(oldest)) * 10;
    svg = new SvgElements(WIDTH, TOP + rows.size() * LANE + 4, "Ages of updates by transport");
  }

  static String of(Comparison comparison) {
    return new LatencyChart(comparison).text();
  }

  private static double decade(double millis) {
    return Math.pow(10, Math.floor(Math.log10(millis)));
  }

  private String text() {
    for (double tick = least; tick < most * 1.5; tick *= 10) {
      svg.line("rule", x(tick), TOP - 4, x(tick), TOP + rows.size() * LANE);
      String value =
          BigDecimal.valueOf(tick).round(new MathContext(1)).stripTrailingZeros().toPlainString();
      svg.label("faint", x(tick) - 12, 14, value + " ms");
    }
    for (int i = 0; i < rows.size(); i++) {
      row(rows.get(i), TOP + (i + 1) * LANE);
    }
    return svg.end();
  }

  private void row(TransportResult row, int floor) {
    svg.label("name", 0, floor - 8, row.name());
    svg.line("rule", LEFT, floor, WIDTH, floor);
    long highest = row.distribution().stream().mapToLong(Bar::count).max().orElse(1);
    double from = least;
    for (Bar bar : row.distribution()) {
      double height = (double) BAR * bar.count() / highest;
      if (bar.count() > 0) {
        double width = Math.max(1, x(bar.upTo()) - x(from) - 0.5);
        svg.rectangle(row.spec().polls() ? "poll" : "push", x(from), floor - height, width, height);
      }
      from = Math.max(from, bar.upTo());
    }
    svg.line("mark", x(row.age().p50()), floor - BAR - 2, x(row.age().p50()), floor);
    svg.circle("model", x(LatencyModel.of(row).mean()), floor - 6, 4);
  }

  private double x(double millis) {
    double within = Math.min(Math.max(millis, least), most);
    double share = Math.log10(within / least) / Math.log10(most / least);
    return LEFT + share * (RIGHT - LEFT);
  }
}
