package io.feedhorn.compare;

import java.util.Locale;

/** A builder of SVG elements. Coordinates are rounded to a tenth. */
final class SvgElements {
  private final StringBuilder text = new StringBuilder();

  SvgElements(int width, int height, String label) {
    text.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(width, height, label));
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    text.append("<line class=\"").append(style).append('"');
    put("x1", x1).put("y1", y1).put("x2", x2).put("y2", y2).text.append("/>\n");
  }

  void rectangle(String style, double x, double y, double width, double height) {
    text.append("<rect class=\"").append(style).append('"');
    put("x", x).put("y", y).put("width", width).put("height", height).text.append("/>\n");
  }

  void circle(String style, double x, double y, double radius) {
    text.append("<circle class=\"").append(style).append('"');
    put("cx", x).put("cy", y).put("r", radius).text.append("/>\n");
  }

  void label(String style, double x, double y, String words) {
    text.append("<text class=\"").append(style).append('"');
    put("x", x).put("y", y).text.append('>').append(HtmlReport.escaped(words)).append("</text>\n");
  }

  private SvgElements put(String name, double figure) {
    text.append(String.format(Locale.ROOT, " %s=\"%.1f\"", name, figure));
    return this;
  }

  String end() {
    return text + "</svg>\n";
  }
}
