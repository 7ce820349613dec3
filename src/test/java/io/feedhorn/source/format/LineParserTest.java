package io.feedhorn.source.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.MappingException;
import io.vertx.core.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LineParserTest {
  private final LineParser csv = new LineParser(Format.CSV);

  private String row(String line) {
    return Json.encode(Objects.requireNonNull(csv.parse(line, null)).value());
  }

  @Test
  void rowsHaveTheNamesOfTheHeader() {
    assertThat(csv.parse("sym,price,note,zip", null)).isNull();

    assertThat(row("AAPL,1.10,,007"))
        .isEqualTo("{\"sym\":\"AAPL\",\"price\":1.10,\"note\":null,\"zip\":\"007\"}");
  }

  @Test
  void quotedValuesMayContainCommasQuotesAndLineBreaks() {
    csv.parse("a,b", null);

    assertThat(row("\"x, \"\"y\"\"\",1")).isEqualTo("{\"a\":\"x, \\\"y\\\"\",\"b\":1}");
    assertThat(csv.parse("\"first", null)).isNull();
    assertThat(csv.parse("", null)).isNull();
    assertThat(row("second\",2")).isEqualTo("{\"a\":\"first\\n\\nsecond\",\"b\":2}");
  }

  @Test
  void aRowWithAnotherNumberOfValuesIsBroken() {
    csv.parse("a,b", null);

    assertThatThrownBy(() -> csv.parse("1,2,3", null))
        .isInstanceOf(MappingException.class)
        .hasMessage("CSV: the row has 3 values, the header 2");
    assertThat(row("4,5")).isEqualTo("{\"a\":4,\"b\":5}");
  }

  @Test
  void theHeaderIsReadAgainAtTheStartOfAnotherFile() {
    csv.parse("a,b", null);
    csv.restart();
    csv.parse("b,a", null);

    assertThat(row("1,2")).isEqualTo("{\"b\":1,\"a\":2}");
  }

  @Test
  void aByteOrderMarkIsNotAPartOfTheFirstName() {
    csv.parse("\uFEFF\"a b\",c", null);

    assertThat(row("1,2")).isEqualTo("{\"a b\":1,\"c\":2}");
  }

  @Test
  void anUnfinishedRecordIsTaken() {
    csv.parse("a,b", null);
    csv.parse("screw 5\",2", null);
    csv.parse("c,3", null);

    assertThat(csv.takeUnfinished()).isEqualTo("screw 5\",2\nc,3\n");
    assertThat(csv.takeUnfinished()).isNull();
    assertThat(row("4,5")).isEqualTo("{\"a\":4,\"b\":5}");
  }

  @Test
  void linesOfJsonAreParsed() {
    LineParser ndjson = new LineParser(Format.NDJSON);

    assertThat(Objects.requireNonNull(ndjson.parse("{\"a\":1}", "7")).position()).isEqualTo("7");
    assertThat(ndjson.parse(" ", null)).isNull();
    assertThatThrownBy(() -> ndjson.parse("{\"a\":", null)).isInstanceOf(MappingException.class);
  }
}
