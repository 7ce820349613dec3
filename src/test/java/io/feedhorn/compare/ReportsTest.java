package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private final Comparison comparison =
      SampleComparison.of(
          0.19,
          SampleComparison.row("websocket", 1.234, 0.4),
          SampleComparison.row("sse", 1.5, 0.4),
          SampleComparison.row("polling-1s", 501.37, 0.8),
          SampleComparison.failed("sockjs", "<refused> & \"closed\""));

  @Test
  void theJsonHasTheDocumentedFieldsInTheResolutionOfTheClock() {
    JsonObject report = new JsonObject(comparison.json());
    JsonObject row = report.getJsonArray("transports").getJsonObject(0);

    assertThat(report.getJsonObject("clock").getDouble("offset")).isEqualTo(12.4);
    assertThat(report.getJsonObject("clock").getDouble("error")).isEqualTo(0.19);
    assertThat(row.fieldNames())
        .contains(
            "transport", "updates", "lost", "conflated", "age", "bytes", "requests", "connections");
    assertThat(row.getString("transport")).isEqualTo("websocket");
    assertThat(row.getJsonObject("age").fieldNames())
        .containsExactlyInAnyOrder("p50", "p90", "p99", "max", "mean");
    assertThat(row.getJsonObject("age").getDouble("mean")).isEqualTo(1.2);
    assertThat(row.getLong("bytes")).isEqualTo(204_300);
    assertThat(row.getJsonObject("perUpdate").getDouble("bytes")).isEqualTo(204.0);
    assertThat(
            report
                .getJsonArray("transports")
                .getJsonObject(2)
                .getJsonObject("model")
                .getJsonObject("age")
                .getDouble("mean"))
        .isEqualTo(500.4);
    JsonObject failed = report.getJsonArray("transports").getJsonObject(3);
    assertThat(failed.getString("failure")).startsWith("<refused>");
    assertThat(failed.getJsonObject("age").getValue("mean")).isNull();
    assertThat(report.getJsonArray("verdict")).isNotEmpty();
    assertThat(report.getJsonArray("claims")).hasSize(3);
  }

  @Test
  void theCsvHasALineForEachRowAndACellForEachColumn() {
    String[] lines = comparison.csv().split("\r\n");

    assertThat(lines).hasSize(5);
    int columns = lines[0].split(",", -1).length;
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(columns));
    assertThat(lines[1]).startsWith("websocket,1000,0,0,1.2,");
    assertThat(lines[4]).startsWith("sockjs,0,0,0,,,,,,");
  }

  @Test
  void theTableHasEachRowAndTheErrorOfTheClock() {
    assertThat(comparison.table())
        .contains("± 0.190 ms; times in steps of 0.2 ms")
        .contains("- Freshest: websocket")
        .contains("\"The headers are the overhead\"")
        .containsPattern("(?m)^  polling-1s +1000 ");
  }

  @Test
  void theHtmlReportHasNoExternalResources() {
    String page = comparison.html();

    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("<svg ", "prefers-color-scheme:dark", "&lt;refused> &amp; &quot;closed&quot;")
        .doesNotContain("<script", "src=", "href=", "url(", "NaN");
    assertThat(page.split("<td>polling-1s</td>", -1)).hasSize(2);
  }
}
