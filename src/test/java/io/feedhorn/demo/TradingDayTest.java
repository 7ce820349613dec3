package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradingDayTest {
  private static final List<TradingDay> DAYS = TradingDay.all();

  @Test
  void readsEveryDayOfTwentyYearsInOrder() {
    assertThat(DAYS).hasSize(5105).isSortedAccordingTo(Comparator.comparing(TradingDay::date));
    assertThat(DAYS.get(0).date()).isEqualTo("2000-01-03");
    assertThat(DAYS.get(5104).date()).isEqualTo("2020-04-17");
  }

  @Test
  void hasTheRealPricesOfADay() {
    assertThat(DAYS)
        .contains(new TradingDay(LocalDate.of(2008, 9, 29), 120907, 120907, 110642, 110642));
  }

  @Test
  void keepsOpenAndCloseBetweenLowAndHigh() {
    assertThat(DAYS)
        .allMatch(day -> day.low() <= Math.min(day.open(), day.close()))
        .allMatch(day -> day.high() >= Math.max(day.open(), day.close()));
  }
}
