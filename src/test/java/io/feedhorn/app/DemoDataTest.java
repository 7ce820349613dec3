package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the recordings of the demo against facts of their days. */
class DemoDataTest {
  private static List<String> lines(String file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of("conf/demo", file))),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** Returns the rows of each instrument and day, by {@code SYMBOL DATE}. */
  private static Map<String, List<Map<String, String>>> days(String file) throws IOException {
    List<String> lines = lines(file);
    List<String> names = List.of(lines.get(0).split(",", -1));
    Map<String, List<Map<String, String>>> days = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> values = List.of(line.split(",", -1));
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        row.put(names.get(i), values.get(i));
      }
      days.computeIfAbsent(row.get("symbol") + " " + row.get("date"), key -> new ArrayList<>())
          .add(row);
    }
    return days;
  }

  private static BigDecimal number(Map<String, String> row, String name) {
    return new BigDecimal(String.valueOf(row.get(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "prices.csv.gz, SPX 2008-09-29, 1213.27, 1209.07, 1209.07, 1106.42, 1106.42",
    "prices.csv.gz, SPX 2010-05-06, 1165.87, 1164.38, 1167.58, 1065.79, 1128.15",
    "prices.csv.gz, AAPL 2007-01-09, 85.47, 86.45, 92.98, 85.15, 92.57",
    "prices.csv.gz, FB 2012-05-18, 38.00, 42.05, 45.00, 38.00, 38.23",
    "index-days.csv.gz, SPX-2020 2020-03-16, 2711.02, 2508.59, 2562.98, 2380.94, 2386.13"
  })
  void aDayGoesThroughItsRealPrices(
      String file,
      String day,
      BigDecimal before,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close)
      throws IOException {
    List<Map<String, String>> rows = Objects.requireNonNull(days(file).get(day), day);

    assertThat(rows).hasSize(937);
    assertThat(rows).map(row -> number(row, "previousClose")).containsOnly(before);
    assertThat(rows).map(row -> number(row, "open")).containsOnly(open);
    assertThat(number(rows.get(0), "price")).isEqualTo(open);
    assertThat(rows).map(row -> number(row, "price")).contains(high, low);
    Map<String, String> last = rows.get(rows.size() - 1);
    assertThat(number(last, "price")).isEqualTo(close);
    assertThat(number(last, "high")).isEqualTo(high);
    assertThat(number(last, "low")).isEqualTo(low);
  }

  @Test
  void allInstrumentsAreOnTheSameDayAndFacebookOnlySinceItIsListed() throws IOException {
    Map<String, List<Map<String, String>>> days = days("prices.csv.gz");

    assertThat(days).hasSize(6 * 5 + 1).containsKey("FB 2012-05-18");
    String date = "";
    int clock = 0;
    for (String line : lines("prices.csv.gz").stream().skip(1).toList()) {
      String[] row = line.split(",", -1);
      boolean next = !row[3].equals(date);
      assertThat(next || Integer.parseInt(row[4]) >= clock).isTrue();
      date = row[3];
      clock = Integer.parseInt(row[4]);
    }
  }

  @Test
  void matchesEndWithTheirRealScoresAndTablesWithTheRealChampion() throws IOException {
    List<JsonObject> lines = lines("scores.ndjson.gz").stream().map(JsonObject::new).toList();
    Map<String, JsonObject> ends =
        lines.stream()
            .map(line -> line.getJsonObject("data"))
            .collect(
                Collectors.toMap(
                    data -> data.getString("date") + " " + data.getString("home", "table"),
                    data -> data,
                    (earlier, later) -> later));

    JsonObject newcastle =
        Objects.requireNonNull(ends.get("2016-05-15 Newcastle United"), "Newcastle");
    assertThat(newcastle.getInteger("homeScore")).isEqualTo(5);
    assertThat(newcastle.getInteger("awayScore")).isEqualTo(1);
    assertThat(newcastle.getString("phase")).isEqualTo("full-time");
    JsonArray table = ends.getOrDefault("2016-05-15 table", new JsonObject()).getJsonArray("rows");
    assertThat(table.getJsonObject(0).getString("club")).isEqualTo("Leicester City");
    assertThat(table.getJsonObject(0).getInteger("points")).isEqualTo(81);
    assertThat(table).hasSize(20).allMatch(row -> ((JsonObject) row).getInteger("played") == 38);
  }
}
