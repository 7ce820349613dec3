package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IntradayPathTest {
  private static final List<TradingDay> DAYS = TradingDay.all();

  @Test
  void startsAtTheOpenAndEndsAtTheClose() {
    assertThat(DAYS)
        .allMatch(day -> IntradayPath.of(day).get(0).price() == day.open())
        .allMatch(day -> last(day).price() == day.close());
  }

  @Test
  void hasTheSameNumberOfTicksEachDay() {
    assertThat(DAYS).allMatch(day -> IntradayPath.of(day).size() == IntradayPath.TICKS);
  }

  @Test
  void reachesButNeverExceedsTheHighAndLowOfEachDay() {
    assertThat(DAYS)
        .allMatch(day -> last(day).high() == day.high())
        .allMatch(day -> last(day).low() == day.low());
  }

  @Test
  void fallsFirstOnADayThatClosedUp() {
    assertThat(prices(day(1000, 1230, 800, 1200)))
        .startsWith(1000L, 971L, 943L, 914L, 886L, 857L, 829L, 800L)
        .endsWith(1230L, 1200L)
        .satisfies(prices -> assertThat(prices.indexOf(800L)).isLessThan(prices.indexOf(1230L)));
  }

  @Test
  void risesFirstOnADayThatClosedDown() {
    assertThat(prices(day(1200, 1230, 800, 1000)))
        .satisfies(prices -> assertThat(prices.indexOf(1230L)).isLessThan(prices.indexOf(800L)));
  }

  @Test
  void fallsEvenlyIfTheDayHasNoOtherCorners() {
    assertThat(prices(day(1230, 1230, 1000, 1000)))
        .isEqualTo(LongStream.rangeClosed(0, 23).mapToObj(i -> 1230 - 10 * i).toList());
  }

  @Test
  void isConstantOnADayWithoutTrade() {
    assertThat(prices(day(1000, 1000, 1000, 1000))).hasSize(24).containsOnly(1000L);
  }

  @Test
  void hasTheHighAndLowOfTheDaySoFar() {
    List<Tick> ticks = IntradayPath.of(day(1000, 1230, 800, 1200));

    assertThat(ticks.get(0)).isEqualTo(new Tick(1000, 1000, 1000));
    assertThat(ticks.get(3)).isEqualTo(new Tick(914, 1000, 914));
    assertThat(ticks.get(23)).isEqualTo(new Tick(1200, 1230, 800));
  }

  private static TradingDay day(long open, long high, long low, long close) {
    return new TradingDay(LocalDate.EPOCH, open, high, low, close);
  }

  private static List<Long> prices(TradingDay day) {
    Function<Tick, Long> price = Tick::price;
    return IntradayPath.of(day).stream().map(price).toList();
  }

  private static Tick last(TradingDay day) {
    return IntradayPath.of(day).get(IntradayPath.TICKS - 1);
  }
}
