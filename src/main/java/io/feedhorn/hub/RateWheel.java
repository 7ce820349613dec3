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
final class RateWheel {
  private static final long TICK_MILLIS = 10;
  private static final long TICK_MICROS = TICK_MILLIS * 1_000;
  private static final int SLOTS = 1_024;

  private final Vertx vertx;
  private final List<ArrayDeque<Window>> slots = new ArrayList<>(SLOTS);
  private int waiting;
  private long ticked;

  RateWheel(Vertx vertx) {
    this.vertx = vertx;
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayDeque<>(0));
    }
  }

  /** Monotonic time in microseconds. */
  long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** Calls {@link Window#due} when the window's time has come. */
  void await(Window window) {
    if (waiting++ == 0) {
      ticked = nowMicros() / TICK_MICROS;
      vertx.setTimer(TICK_MILLIS, timer -> turn());
    }
    place(window);
  }

  private void place(Window window) {
    slot(Math.max(window.dueMicros() / TICK_MICROS, ticked) + 1).add(window);
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

  private void wake(ArrayDeque<Window> slot, long now) {
    for (int i = slot.size(); i > 0; i--) {
      Window window = slot.remove();
      if (window.dueMicros() > now) {
        place(window);
      } else {
        waiting--;
        window.due();
      }
    }
  }

  private ArrayDeque<Window> slot(long tick) {
    return slots.get((int) Math.floorMod(tick, (long) SLOTS));
  }
}
