package io.feedhorn.hub;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A timer wheel for the rate windows of one event loop: one timer, and a slot for each tick. Owned
 * by the hub's event loop, not thread-safe. A window is called at most one tick late. The timer
 * runs only while a window waits.
 */
final class TimerWheel {
  private static final long TICK_MILLIS = 10;
  private static final long TICK_MICROS = TICK_MILLIS * 1_000;
  private static final int SLOTS = 1_024;

  private final Vertx vertx;
  private final List<ArrayDeque<RateWindow>> slots = new ArrayList<>(SLOTS);
  private int waiting;
  private long lastTick;

  TimerWheel(Vertx vertx) {
    this.vertx = vertx;
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayDeque<>(0));
    }
  }

  /** Returns monotonic time in microseconds. */
  long nowMicros() {
    return System.nanoTime() / 1_000;
  }

  /** Calls {@link RateWindow#due} at the end of a window's interval. */
  void await(RateWindow rateWindow) {
    if (waiting++ == 0) {
      lastTick = nowMicros() / TICK_MICROS;
      vertx.setTimer(TICK_MILLIS, timer -> tick());
    }
    add(rateWindow);
  }

  private void add(RateWindow rateWindow) {
    slot(Math.max(rateWindow.dueMicros() / TICK_MICROS, lastTick) + 1).add(rateWindow);
  }

  private void tick() {
    long now = nowMicros();
    long last = Math.min(now / TICK_MICROS, lastTick + SLOTS);
    while (lastTick < last) {
      lastTick++;
      callDue(slot(lastTick), now);
    }
    if (waiting > 0) {
      vertx.setTimer(TICK_MILLIS, timer -> tick());
    }
  }

  private void callDue(ArrayDeque<RateWindow> slot, long now) {
    for (int i = slot.size(); i > 0; i--) {
      RateWindow rateWindow = slot.remove();
      if (rateWindow.dueMicros() > now) {
        add(rateWindow);
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
