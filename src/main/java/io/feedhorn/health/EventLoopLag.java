package io.feedhorn.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * The delay of an event loop. Measured on that loop by a timer that is due ten times a second. Read
 * on any thread, also while the loop is blocked.
 */
public final class EventLoopLag {
  private static final long PERIOD_MILLIS = 100;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private final Timer timer;
  private volatile long lastFired = System.nanoTime();
  private volatile long lagNanos;

  private EventLoopLag(Timer timer) {
    this.timer = timer;
  }

  /**
   * Measures the event loop of the caller.
   *
   * @param loop the loop's name in the metrics
   */
  static EventLoopLag ofCurrentLoop(Vertx vertx, MeterRegistry registry, String loop) {
    Timer timer =
        Timer.builder("feedhorn.event.loop.lag")
            .description("Delay of timers on event loops")
            .tag("loop", loop)
            .register(registry);
    EventLoopLag lag = new EventLoopLag(timer);
    vertx.setPeriodic(PERIOD_MILLIS, fired -> lag.onTimer(System.nanoTime()));
    return lag;
  }

  private void onTimer(long now) {
    lagNanos = Math.max(0, now - lastFired - PERIOD_NANOS);
    lastFired = now;
    timer.record(lagNanos, TimeUnit.NANOSECONDS);
  }

  /** Returns the current delay, or the last measured one if that was longer. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(
        Math.max(lagNanos, System.nanoTime() - lastFired - PERIOD_NANOS));
  }
}
