package io.feedhorn.source.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.source.MappingException;
import io.vertx.core.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
  @Timeout(10)
  void aQuoteThatIsNotClosedDoesNotSlowDownTheLinesAfterIt() {
    csv.parse("a,b", null);
    String line = "x".repeat(30);
    for (int record = 0; record < 5; record++) {
      csv.parse("5\",1", null);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  csv.parse(line, null);
                }
              })
          .hasMessage("CSV: a quoted value is not closed within 1 MiB");
    }
  }

  @Test
  void aRecordWithALineThatIsNotTextIsBrokenAsAWhole() {
    csv.parse("a,b", null);

    assertThatThrownBy(() -> csv.parse("\uFFFD,1", null, LineFault.NOT_UTF8))
        .hasMessage("the line is not text in UTF-8");
    assertThat(csv.parse("\"first", null)).isNull();
    assertThat(csv.parse("\uFFFD", null, LineFault.NOT_UTF8)).isNull();
    assertThatThrownBy(() -> csv.parse("third\",2", null))
        .hasMessage("the line is not text in UTF-8");
    assertThat(row("4,5")).isEqualTo("{\"a\":4,\"b\":5}");
  }

  @Test
  void aRecordWithALineThatIsTooLongIsBroken() {
    csv.parse("a,b", null);
    csv.parse("\"first", null);

    assertThatThrownBy(() -> csv.parse("second", null, LineFault.TOO_LONG))
        .hasMessage("the line is longer than 1 MiB");
    assertThat(row("4,5")).isEqualTo("{\"a\":4,\"b\":5}");
  }

  @Test
  void theFirstRowIsNoHeaderIfTheHeaderIsBroken() {
    assertThatThrownBy(() -> csv.parse("gr\uFFFD\uFFFDe,b", null, LineFault.NOT_UTF8))
        .hasMessage("the line is not text in UTF-8");
    assertThat(csv.hasHeader()).isTrue();
    assertThatThrownBy(() -> csv.parse("1,2", null))
        .hasMessage("CSV: the header cannot be read: the line is not text in UTF-8");

    csv.restart();
    csv.parse("a,b", null);
    assertThat(row("4,5")).isEqualTo("{\"a\":4,\"b\":5}");
  }

  @Test
  void aHeaderThatIsNoRecordIsBroken() {
    assertThatThrownBy(() -> csv.parse("\"a\"b,c", null)).hasMessageStartingWith("CSV: ");
    assertThatThrownBy(() -> csv.parse("1,2", null))
        .hasMessageStartingWith("CSV: the header cannot be read: CSV: ");
  }

  @Test
  void linesThatEndWithACarriageReturnAloneAreBroken() {
    assertThatThrownBy(() -> csv.parse("a\r1\r2", null))
        .hasMessage("CSV: lines must end with LF or CR LF, not with CR alone");
  }

  @Test
  void linesOfJsonAreParsed() {
    LineParser ndjson = new LineParser(Format.NDJSON);

    assertThat(Objects.requireNonNull(ndjson.parse("{\"a\":1}", "7")).position()).isEqualTo("7");
    assertThat(ndjson.parse(" ", null)).isNull();
    assertThatThrownBy(() -> ndjson.parse("{\"a\":", null)).isInstanceOf(MappingException.class);
    assertThatThrownBy(() -> ndjson.parse("\"\uFFFD\"", null, LineFault.NOT_UTF8))
        .hasMessage("the line is not text in UTF-8");
  }
}
