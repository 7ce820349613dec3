package io.feedhorn.hub;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Wakes what waits for its time, with one timer for the whole event loop and a slot for each tick.
 * Owned by the hub's event loop, not thread-safe. A wake-up is late by at most one tick; the timer
 * runs only while something waits.
 */
final class TimerWheel {
  private static final long TICK_MILLIS = 10;
  private static final long TICK_MICROS = TICK_MILLIS * 1_000;
  private static final int SLOTS = 1_024;

  private final Vertx vertx;
  private final List<ArrayDeque<RateWindow>> slots = new ArrayList<>(SLOTS);
  private int waiting;
  private long ticked;

  TimerWheel(Vertx vertx) {
    this.vertx = vertx;
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayDeque<>(0));
    }
  }

  /** Monotonic time in microseconds. */
  long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** Calls {@link RateWindow#due} when the window's time has come. */
  void await(RateWindow rateWindow) {
    if (waiting++ == 0) {
      ticked = nowMicros() / TICK_MICROS;
      vertx.setTimer(TICK_MILLIS, timer -> turn());
    }
    place(rateWindow);
  }

  private void place(RateWindow rateWindow) {
    slot(Math.max(rateWindow.dueMicros() / TICK_MICROS, ticked) + 1).add(rateWindow);
  }

  private void turn() {
    long now = nowMicros();
    long last = Math.min(now / TICK_MICROS, ticked + SLOTS);
    while (ticked < last) {
      ticked++;
      wake(slot(ticked), now);
    }
    if (waiting > 0) {
      vertx.setTimer(TICK_MILLIS, timer -> turn());
    }
  }

  private void wake(ArrayDeque<RateWindow> slot, long now) {
    for (int i = slot.size(); i > 0; i--) {
      RateWindow rateWindow = slot.remove();
      if (rateWindow.dueMicros() > now) {
        place(rateWindow);
      } else {
        waiting--;
        rateWindow.due();
      }
    }
  }

  private ArrayDeque<RateWindow> slot(long tick) {
    return slots.get((int) Math.floorMod(tick, (long) SLOTS));
  }
}
