package io.feedhorn.bench.report;

import java.util.List;

/**
 * A chart of horizontal bars with a group for each subject. Thin lines show minimum and maximum.
 *
 * @param title the title of the chart
 * @param units the figure and unit of each bar of a group
 * @param bars the groups, from top to bottom
 */
record BarChart(String title, List<String> units, List<Bar> bars) {
  private static final int WIDTH = 760;
  private static final int LEFT = 230;
  private static final int RIGHT = 90;
  private static final int TOP = 56;
  private static final int BAR_HEIGHT = 14;
  private static final int GAP = 12;

  /**
   * @param figures one figure for each unit
   * @param ours true for Feedhorn, which is highlighted
   */
  record Bar(String label, List<Distribution> figures, boolean ours) {}

  String svg() {
    int group = units.size() * BAR_HEIGHT + GAP;
    int height = TOP + bars.size() * group + 34;
    double max =
        bars.stream()
            .flatMap(bar -> bar.figures.stream())
            .mapToDouble(Distribution::max)
            .max()
            .orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / max;
    Svg svg = new Svg(WIDTH, height, title);
    svg.text(0, 18, "title", "start", title);
    svg.text(0, 38, "quiet", "start", String.join("; below it, paler: ", units));
    double step = Svg.step(max, 6);
    int bottom = height - 30;
    for (double at = 0; at <= max; at += step) {
      svg.line(LEFT + at * scale, TOP - 6, LEFT + at * scale, bottom, "grid");
      svg.text(LEFT + at * scale, bottom + 18, "quiet", "middle", Svg.number(at));
    }
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), TOP + i * group, scale);
    }
    return svg.end();
  }

  private static void draw(Svg svg, Bar bar, double top, double scale) {
    double middle = top + bar.figures.size() * BAR_HEIGHT / 2.0;
    svg.text(LEFT - 10, middle + 4.5, bar.ours ? "title" : "", "end", bar.label);
    for (int i = 0; i < bar.figures.size(); i++) {
      Distribution figure = bar.figures.get(i);
      double y = top + i * BAR_HEIGHT;
      String style = (bar.ours ? "ours" : "theirs") + (i > 0 ? " second" : "");
      svg.bar(LEFT, y, Math.max(1, figure.median() * scale), BAR_HEIGHT - 2, style);
      double line = y + BAR_HEIGHT / 2.0 - 1;
      svg.line(LEFT + figure.min() * scale, line, LEFT + figure.max() * scale, line, "spread");
      String value = Distribution.text(figure.median());
      svg.text(LEFT + figure.max() * scale + 8, y + BAR_HEIGHT - 3, "quiet", "start", value);
    }
  }
}
