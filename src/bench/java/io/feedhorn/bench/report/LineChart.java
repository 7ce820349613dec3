package io.feedhorn.bench.report;

import java.util.List;

/**
 * A line chart with a logarithmic x axis.
 *
 * @param title the title of the chart
 * @param unit the figure and unit of the y axis, which starts at 0
 * @param series the lines
 */
record LineChart(String title, String unit, List<Series> series) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 320;
  private static final int LEFT = 56;
  private static final int RIGHT = 190;
  private static final int TOP = 60;
  private static final int BOTTOM = 40;

  record Point(double x, Distribution figure) {}

  record Series(String label, List<Point> points, boolean ours) {}

  String svg() {
    double highest =
        series.stream()
            .flatMap(one -> one.points.stream())
            .mapToDouble(point -> point.figure.max())
            .max()
            .orElse(1);
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.text(0, 18, "title", "start", title);
    svg.text(0, 38, "quiet", "start", unit);
    double step = Svg.step(highest, 5);
    double max = Math.ceil(highest / step) * step;
    for (double at = 0; at <= max; at += step) {
      svg.line(LEFT, y(at, max), WIDTH - RIGHT, y(at, max), "grid");
      svg.text(LEFT - 8, y(at, max) + 4, "quiet", "end", Svg.number(at));
    }
    List<Double> values =
        series.stream()
            .flatMap(one -> one.points.stream())
            .map(Point::x)
            .distinct()
            .sorted()
            .toList();
    for (double value : values) {
      svg.text(x(value, values), HEIGHT - BOTTOM + 20, "quiet", "middle", Svg.number(value));
    }
    series.forEach(one -> draw(svg, one, values, max));
    return svg.end();
  }

  private static void draw(Svg svg, Series series, List<Double> values, double max) {
    String style = series.ours ? "ours" : "theirs";
    Point previous = null;
    for (Point point : series.points) {
      double x = x(point.x, values);
      double y = y(point.figure.median(), max);
      svg.line(x, y(point.figure.min(), max), x, y(point.figure.max(), max), "spread");
      if (previous != null) {
        double previousY = y(previous.figure.median(), max);
        svg.line(x(previous.x, values), previousY, x, y, style + " line");
      }
      svg.dot(x, y, style);
      previous = point;
    }
    if (previous != null) {
      double y = y(previous.figure.median(), max) + 4;
      svg.text(WIDTH - RIGHT + 14, y, series.ours ? "title" : "", "start", series.label);
    }
  }

  private static double x(double at, List<Double> values) {
    double first = Math.log(values.get(0));
    double last = Math.log(values.get(values.size() - 1));
    double share = last > first ? (Math.log(at) - first) / (last - first) : 0.5;
    return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40);
  }

  private static double y(double value, double max) {
    return HEIGHT - BOTTOM - value / max * (HEIGHT - TOP - BOTTOM);
  }
}
