package io.feedhorn.compare;

import java.util.List;

/** The bytes for each update by category, as an SVG chart. */
final class TrafficChart {
  private static final int WIDTH = 1_000;
  private static final int LEFT = 190;
  private static final int RIGHT = 930;
  private static final int LANE = 30;
  private static final int BAR = 20;
  private static final int TOP = 28;
  private static final List<ByteCategory> PARTS =
      List.of(ByteCategory.PAYLOAD, ByteCategory.FRAMING, ByteCategory.HEADERS);

  private TrafficChart() {}

  static String of(Comparison comparison) {
    List<TransportResult> rows = comparison.significantRows();
    double most = rows.stream().mapToDouble(TransportResult::bytesPerUpdate).max().orElse(1);
    SvgElements svg =
        new SvgElements(WIDTH, TOP + rows.size() * LANE + 4, "Bytes for each update by transport");
    double legend = LEFT;
    for (ByteCategory category : PARTS) {
      svg.rectangle(category.label(), legend, 6, 12, 12);
      svg.label("faint", legend + 18, 16, category.label());
      legend += 110;
    }
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), TOP + i * LANE, (RIGHT - LEFT) / most);
    }
    return svg.end();
  }

  private static void row(SvgElements svg, TransportResult row, int top, double scale) {
    svg.label("name", 0, top + 15, row.name());
    double x = LEFT;
    for (ByteCategory category : PARTS) {
      double width = scale * row.traffic().both(category) / row.received();
      svg.rectangle(category.label(), x, top, width, BAR);
      x += width;
    }
    svg.label("name", x + 8, top + 15, Findings.whole(row.bytesPerUpdate()));
  }
}
