package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstrumentPlayerTest {
  private static final TradingDay FRIDAY =
      new TradingDay(LocalDate.of(2008, 9, 26), 120447, 121577, 118754, 121327);
  private static final TradingDay MONDAY =
      new TradingDay(LocalDate.of(2008, 9, 29), 120907, 120907, 110640, 110640);
  private static final List<TradingDay> DAYS = List.of(FRIDAY, MONDAY);

  @Test
  void hasTheDataOfADay() {
    JsonObject close = ticks(IntradayPath.TICKS, 1).get(IntradayPath.TICKS - 1);

    assertThat(close.encode())
        .isEqualTo(
            """
            {"name":"S&P 500 · 2008","date":"2008-09-29","price":1106.40,"open":1209.07,\
            "high":1209.07,"low":1106.40,"previousClose":1213.27}""");
  }

  @Test
  void continuesWithTheNextDay() {
    assertThat(ticks(2 * IntradayPath.TICKS, 0))
        .extracting(tick -> tick.getString("date"))
        .startsWith("2008-09-26")
        .endsWith("2008-09-29")
        .isSorted();
  }

  @Test
  void startsOverAfterTheLastDay() {
    List<JsonObject> ticks = ticks(2 * IntradayPath.TICKS, 1);

    assertThat(ticks).allMatch(tick -> tick.getString("date").equals("2008-09-29"));
    assertThat(ticks.get(IntradayPath.TICKS)).isEqualTo(ticks.get(0));
  }

  @Test
  void usesTheOpenAsThePreviousCloseOfTheFirstDay() {
    assertThat(ticks(1, 0).get(0).encode()).contains("\"previousClose\":1204.47");
  }

  private static List<JsonObject> ticks(int count, int start) {
    InstrumentPlayer instrument =
        new InstrumentPlayer(new Instrument("SPX-2008", "S&P 500 · 2008", start), DAYS);
    return Stream.generate(instrument::next).limit(count).toList();
  }
}
