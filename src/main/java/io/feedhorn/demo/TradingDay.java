package io.feedhorn.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * A real day of the index. Prices are in cents, because integers are compared and interpolated
 * exactly. Immutable.
 */
record TradingDay(LocalDate date, long open, long high, long low, long close) {
  /** Returns all days of the data file, the oldest first. Blocks. */
  static List<TradingDay> all() {
    return Csv.rows("/conf/demo/sp500.csv", 5).stream().map(TradingDay::of).toList();
  }

  private static TradingDay of(List<String> row) {
    return new TradingDay(
        LocalDate.parse(row.get(0)),
        cents(row.get(1)),
        cents(row.get(2)),
        cents(row.get(3)),
        cents(row.get(4)));
  }

  boolean closedUp() {
    return close >= open;
  }

  private static long cents(String price) {
    return new BigDecimal(price).movePointRight(2).longValueExact();
  }
}
