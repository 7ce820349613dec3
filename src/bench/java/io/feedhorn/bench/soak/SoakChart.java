package io.feedhorn.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The chart of a soak: one panel for each resource, with a scale that begins at 0. */
record SoakChart(List<Sample> samples) {
  private static final int WIDTH = 760;
  private static final int PANEL = 110;
  private static final int LEFT = 130;
  private static final int RIGHT = 80;

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\" role=\"img\">\n"
            .formatted(WIDTH, 6 * PANEL + 40));
    svg.append("<title>Resources of the server over time</title>\n");
    svg.append("<style>text{font:13px sans-serif;fill:#57606a}polyline{fill:none;stroke:#0969da;");
    svg.append("stroke-width:1.5}line{stroke:#8c959f;stroke-opacity:.4}</style>\n");
    panel(svg, 0, "live heap MiB", Sample::heapMib);
    panel(svg, 1, "resident MiB", Sample::residentMib);
    panel(svg, 2, "outside heap MiB", Sample::outsideHeapMib);
    panel(svg, 3, "native MiB", Sample::nativeMib);
    panel(svg, 4, "descriptors", Sample::descriptors);
    panel(svg, 5, "threads", Sample::threads);
    text(svg, LEFT, 6 * PANEL + 24, "0");
    text(svg, WIDTH - RIGHT - 30, 6 * PANEL + 24, Math.round(last()) + " min");
    return svg.append("</svg>\n").toString();
  }

  private void panel(StringBuilder svg, int number, String name, ToDoubleFunction<Sample> figure) {
    int bottom = (number + 1) * PANEL;
    double max = samples.stream().mapToDouble(figure).max().orElse(1) * 1.15;
    text(svg, 0, bottom - PANEL / 2, name);
    svg.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n"
            .formatted(LEFT, bottom, WIDTH - RIGHT, bottom));
    svg.append("<polyline points=\"");
    for (Sample sample : samples) {
      double x = LEFT + sample.minutes() / last() * (WIDTH - LEFT - RIGHT);
      double y = bottom - figure.applyAsDouble(sample) / max * (PANEL - 16);
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    svg.append("\"/>\n");
    double end = figure.applyAsDouble(samples.get(samples.size() - 1));
    double at = bottom - end / max * (PANEL - 16) + 4;
    text(svg, WIDTH - RIGHT + 8, (int) at, String.format(Locale.ROOT, "%.1f", end));
  }

  private double last() {
    return samples.get(samples.size() - 1).minutes();
  }

  private static void text(StringBuilder svg, int x, int y, String text) {
    svg.append("<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(x, y, text));
  }
}
