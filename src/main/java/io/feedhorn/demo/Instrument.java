package io.feedhorn.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An instrument of the demo: the index from one of its years on. Immutable.
 *
 * @param symbol the topic's last segment, {@code SPX-2008}
 * @param title the displayed name, {@code S&P 500 · 2008}
 * @param start the index of its first trading day
 */
record Instrument(String symbol, String title, int start) {
  /** Years with large moves first, so that a few instruments already differ. */
  private static final List<Integer> YEARS =
      List.of(
          2008, 2020, 2000, 2001, 2009, 2011, 2018, 2002, 2010, 2015, 2013, 2017, 2019, 2003, 2007,
          2016, 2012, 2014, 2006, 2004, 2005);

  private static final int HALF_YEAR_DAYS = 126;

  /** Returns this number of instruments. The number is not limited. */
  static List<Instrument> first(int count, List<TradingDay> days) {
    Map<Integer, Integer> starts = new HashMap<>();
    for (int day = 0; day < days.size(); day++) {
      starts.putIfAbsent(days.get(day).date().getYear(), day);
    }
    int last = starts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return IntStream.range(0, count)
        .mapToObj(i -> at(YEARS.get(i % YEARS.size()), i / YEARS.size(), starts, last))
        .toList();
  }

  /**
   * Returns the instrument of a year. After the first lap over all years, each lap starts half a
   * year later; the start wraps around at the beginning of the last year.
   */
  private static Instrument at(int year, int lap, Map<Integer, Integer> starts, int last) {
    int start = starts.getOrDefault(year, last);
    if (lap == 0) {
      return new Instrument("SPX-" + year, "S&P 500 · " + year, start);
    }
    return new Instrument(
        "SPX-%d-%d".formatted(year, lap + 1),
        "S&P 500 · %d (%d)".formatted(year, lap + 1),
        (start + lap * HALF_YEAR_DAYS) % (last + 1));
  }
}
