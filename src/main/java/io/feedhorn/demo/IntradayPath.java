package io.feedhorn.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * The way a day's price takes from its open to its close, through its real high and low.
 *
 * <p>A day that closed up falls to its low first and then rises; a day that closed down does the
 * opposite. The price walks at an even speed, so each of the three legs has ticks in proportion to
 * its length; only the four corners are real.
 */
final class IntradayPath {
  /** Ticks of each day, the open and the close among them. */
  static final int TICKS = 24;

  private IntradayPath() {}

  /** The ticks of a day, in order. */
  static List<Tick> of(TradingDay day) {
    long first = day.closedUp() ? day.low() : day.high();
    long second = day.closedUp() ? day.high() : day.low();
    long opening = Math.abs(day.open() - first);
    long closing = Math.abs(second - day.close());
    long length = opening + Math.abs(first - second) + closing;
    int openingTicks = share(opening, length);
    int closingTicks = share(closing, length);

    List<Tick> ticks = new ArrayList<>(TICKS);
    ticks.add(Tick.open(day.open()));
    walk(ticks, first, openingTicks);
    walk(ticks, second, TICKS - 1 - openingTicks - closingTicks);
    walk(ticks, day.close(), closingTicks);
    return List.copyOf(ticks);
  }

  /** Never none for a leg that leads somewhere: its end is one of the day's real prices. */
  private static int share(long leg, long length) {
    return leg == 0 ? 0 : (int) Math.max(1, Math.round((TICKS - 1) * (double) leg / length));
  }

  private static void walk(List<Tick> ticks, long to, int steps) {
    Tick tick = ticks.get(ticks.size() - 1);
    long from = tick.price();
    for (int step = 1; step <= steps; step++) {
      tick = tick.to(from + Math.round((to - from) * (double) step / steps));
      ticks.add(tick);
    }
  }
}
