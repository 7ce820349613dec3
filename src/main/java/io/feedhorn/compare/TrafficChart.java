package io.feedhorn.compare;

import java.util.List;

/** What an update costs on the wire, by what its bytes are for: an SVG. */
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

  static String of(Comparison found) {
    List<TransportResult> rows = found.telling();
    double most = rows.stream().mapToDouble(TransportResult::bytesPerUpdate).max().orElse(1);
    SvgElements svg =
        new SvgElements(WIDTH, TOP + rows.size() * LANE + 4, "Bytes for each update by transport");
    double legend = LEFT;
    for (ByteCategory part : PARTS) {
      svg.rectangle(part.wire(), legend, 6, 12, 12);
      svg.label("faint", legend + 18, 16, part.wire());
      legend += 110;
    }
    for (int i = 0; i < rows.size(); i++) {
      lane(svg, rows.get(i), TOP + i * LANE, (RIGHT - LEFT) / most);
    }
    return svg.end();
  }

  private static void lane(SvgElements svg, TransportResult row, int top, double scale) {
    svg.label("name", 0, top + 15, row.name());
    double x = LEFT;
    for (ByteCategory part : PARTS) {
      double width = scale * row.wire().both(part) / row.came();
      svg.rectangle(part.wire(), x, top, width, BAR);
      x += width;
    }
    svg.label("name", x + 8, top + 15, Findings.whole(row.bytesPerUpdate()));
  }
}
