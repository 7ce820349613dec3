package io.feedhorn.bench.report;

import java.util.List;

/**
 * Lines over a logarithmic scale.
 *
 * @param title what was measured
 * @param unit of the upright scale, which starts at 0
 * @param series a line each
 */
record LineChart(String title, String unit, List<Series> series) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 320;
  private static final int LEFT = 56;
  private static final int RIGHT = 190;
  private static final int TOP = 60;
  private static final int BOTTOM = 40;

  record Point(double at, Distribution figure) {}

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
    double most = Math.ceil(highest / step) * step;
    for (double at = 0; at <= most; at += step) {
      svg.line(LEFT, y(at, most), WIDTH - RIGHT, y(at, most), "grid");
      svg.text(LEFT - 8, y(at, most) + 4, "quiet", "end", Svg.number(at));
    }
    List<Double> places =
        series.stream()
            .flatMap(one -> one.points.stream())
            .map(Point::at)
            .distinct()
            .sorted()
            .toList();
    for (double place : places) {
      svg.text(x(place, places), HEIGHT - BOTTOM + 20, "quiet", "middle", Svg.number(place));
    }
    series.forEach(one -> draw(svg, one, places, most));
    return svg.end();
  }

  private static void draw(Svg svg, Series series, List<Double> places, double most) {
    String style = series.ours ? "ours" : "theirs";
    Point before = null;
    for (Point point : series.points) {
      double x = x(point.at, places);
      double y = y(point.figure.median(), most);
      svg.line(x, y(point.figure.min(), most), x, y(point.figure.max(), most), "spread");
      if (before != null) {
        double previous = y(before.figure.median(), most);
        svg.line(x(before.at, places), previous, x, y, style + " line");
      }
      svg.dot(x, y, style);
      before = point;
    }
    if (before != null) {
      double y = y(before.figure.median(), most) + 4;
      svg.text(WIDTH - RIGHT + 14, y, series.ours ? "title" : "", "start", series.label);
    }
  }

  private static double x(double at, List<Double> places) {
    double first = Math.log(places.get(0));
    double last = Math.log(places.get(places.size() - 1));
    double share = last > first ? (Math.log(at) - first) / (last - first) : 0.5;
    return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40);
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }
}
