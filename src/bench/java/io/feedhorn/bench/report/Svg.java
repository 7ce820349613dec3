package io.feedhorn.bench.report;

import java.util.Locale;

/** A builder of SVG images, which are readable on light and dark pages. */
final class Svg {
  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .title { font-weight: 600; }
        .quiet { fill: #59636e; font-size: 12px; }
        .grid { stroke: #d1d9e0; }
        .spread { stroke: #59636e; stroke-width: 1.5; }
        .ours { fill: #0a7d55; stroke: #0a7d55; }
        .theirs { fill: #9aa4af; stroke: #9aa4af; }
        .second { opacity: .55; }
        .line { fill: none; stroke-width: 2; }
        @media (prefers-color-scheme: dark) {
          text { fill: #f0f6fc; }
          .quiet { fill: #9198a1; }
          .grid { stroke: #3d444d; }
          .spread { stroke: #c5ccd4; }
          .ours { fill: #3fb98a; stroke: #3fb98a; }
          .theirs { fill: #6b7683; stroke: #6b7683; }
        }
      </style>
      """;

  private final StringBuilder text = new StringBuilder();

  Svg(int width, int height, String title) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\">",
        width, height, width, height);
    add("<title>%s</title>", title);
    text.append(STYLE);
  }

  void text(double x, double y, String style, String anchor, String content) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>",
        x, y, style, anchor, content);
  }

  void bar(double x, double y, double width, double height, String style) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\"/>",
        x, y, width, height, style);
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  void dot(double x, double y, String style) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"%s\"/>", x, y, style);
  }

  String end() {
    return text.append("</svg>\n").toString();
  }

  /** Returns the distance of grid lines: 1, 2 or 5 times a power of ten, for at most some parts. */
  static double step(double max, int parts) {
    double raw = max / parts;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /** Returns the label of a value on an axis. */
  static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : Distribution.text(value);
  }

  private void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
