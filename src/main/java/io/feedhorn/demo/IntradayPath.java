package io.feedhorn.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Interpolates the prices of a day from its open through its real high and low to its close.
 *
 * <p>A day that closed up falls to its low first and then rises; a day that closed down does the
 * opposite. Each of the three legs has ticks in proportion to its length. Only the four end points
 * are real.
 */
final class IntradayPath {
  /** The number of ticks of each day, with the open and the close. */
  static final int TICKS = 24;

  private IntradayPath() {}

  /** Returns the ticks of a day in order. */
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
    addLeg(ticks, first, openingTicks);
    addLeg(ticks, second, TICKS - 1 - openingTicks - closingTicks);
    addLeg(ticks, day.close(), closingTicks);
    return List.copyOf(ticks);
  }

  /** Returns at least 1 for a leg that is not empty, because its end is a real price. */
  private static int share(long leg, long length) {
    return leg == 0 ? 0 : (int) Math.max(1, Math.round((TICKS - 1) * (double) leg / length));
  }

  private static void addLeg(List<Tick> ticks, long to, int steps) {
    Tick tick = ticks.get(ticks.size() - 1);
    long from = tick.price();
    for (int step = 1; step <= steps; step++) {
      tick = tick.to(from + Math.round((to - from) * (double) step / steps));
      ticks.add(tick);
    }
  }
}
