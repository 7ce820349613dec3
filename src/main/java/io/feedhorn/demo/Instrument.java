package io.feedhorn.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An instrument of the demo: the index, from one of its years on.
 *
 * @param symbol the topic's last segment, {@code SPX-2008}
 * @param title what people read, {@code S&P 500 · 2008}
 * @param start the position of the day it starts with
 */
record Instrument(String symbol, String title, int start) {
  /** The eventful years first, so that a few instruments already differ. */
  private static final List<Integer> YEARS =
      List.of(
          2008, 2020, 2000, 2001, 2009, 2011, 2018, 2002, 2010, 2015, 2013, 2017, 2019, 2003, 2007,
          2016, 2012, 2014, 2006, 2004, 2005);

  private static final int HALF_YEAR_DAYS = 126;

  /** The first so many instruments. There is no end to them. */
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
   * A year's instrument. Once every year has one, further laps start half a year later each, and
   * wrap before they would have less than the last year to play.
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
