package io.feedhorn.compare;

import java.util.List;

/** A comparison as one HTML page without scripts, fonts and other hosts. */
final class HtmlReport {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#fff;--ink:#1a1d21;--faint:#6a727c;--line:#dde1e6;
        --push:#1f6fd6;--poll:#c2571a;--handshake:#8a8f98;--headers:#c2571a;--framing:#e0a72e;--payload:#1f6fd6}
      @media (prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e6e9ec;--faint:#97a0aa;--line:#2c3238;
        --push:#6aa8ff;--poll:#f0925a;--handshake:#7d858f;--headers:#f0925a;--framing:#e6bd5c;--payload:#6aa8ff}}
      body{margin:2rem auto;max-width:72rem;padding:0 1rem;background:var(--ground);color:var(--ink);
        font:16px/1.5 system-ui,sans-serif}
      h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
      p,figcaption{color:var(--faint);margin:.25rem 0}figure{margin:0}
      .wide{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
      th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
      th:first-child,td:first-child{text-align:left}thead th{color:var(--faint);font-weight:500}
      svg{display:block;width:100%;min-width:40rem;height:auto}svg text{fill:var(--ink);font:12px system-ui,sans-serif}
      svg .faint{fill:var(--faint)}svg .rule{stroke:var(--line)}.push{fill:var(--push)}.poll{fill:var(--poll)}
      .mark{stroke:var(--ink);stroke-width:2}.model{fill:none;stroke:var(--ink);stroke-width:1.5}
      .handshake{fill:var(--handshake)}.headers{fill:var(--headers)}.framing{fill:var(--framing)}.payload{fill:var(--payload)}
      dt{font-weight:600;margin-top:.75rem}dd{margin:0;color:var(--faint)}
      """;

  private final Comparison comparison;
  private final StringBuilder page = new StringBuilder();

  HtmlReport(Comparison comparison) {
    this.comparison = comparison;
  }

  String text() {
    TextReport table = new TextReport(comparison);
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Transports compared</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Transports compared</h1>\n<p>")
        .append(escaped(table.heading()))
        .append("</p>\n");
    section("Conclusions");
    list(Findings.of(comparison));
    section("Age of updates on arrival");
    figure(
        LatencyChart.of(comparison),
        "Distribution of ages in ms, on a logarithmic scale. Line: median; circle: mean of the model."
            + " Orange: polling.");
    section("Bytes for an update");
    figure(TrafficChart.of(comparison), "Bytes for each update, by purpose.");
    section("Figures");
    table(table);
    section("Common claims");
    page.append("<dl>\n");
    for (CommonClaim claim : CommonClaim.of(comparison)) {
      page.append("<dt>“").append(escaped(claim.claim())).append("”</dt>\n");
      for (String measured : claim.measured()) {
        page.append("<dd>").append(escaped(measured)).append("</dd>\n");
      }
    }
    return page.append("</dl>\n</body></html>\n").toString();
  }

  private void section(String title) {
    page.append("<h2>").append(escaped(title)).append("</h2>\n");
  }

  private void list(List<String> sentences) {
    page.append("<ul>\n");
    sentences.forEach(sentence -> page.append("<li>").append(escaped(sentence)).append("</li>\n"));
    page.append("</ul>\n");
  }

  private void figure(String svg, String caption) {
    page.append("<figure class=\"wide\">\n")
        .append(svg)
        .append("<figcaption>")
        .append(escaped(caption))
        .append("</figcaption></figure>\n");
  }

  private void table(TextReport table) {
    page.append("<div class=\"wide\"><table><thead>");
    line("th", TextReport.HEADS);
    page.append("</thead><tbody>\n");
    comparison.rows().forEach(row -> line("td", table.cells(row)));
    page.append("</tbody></table></div>\n<p>")
        .append(escaped(TextReport.LEGEND.replace('\n', ' ').strip()))
        .append("</p>\n");
  }

  private void line(String cell, List<String> texts) {
    page.append("<tr>");
    for (String text : texts) {
      page.append('<').append(cell).append('>').append(escaped(text));
      page.append("</").append(cell).append('>');
    }
    page.append("</tr>\n");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
