package io.feedhorn.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * How late an event loop is with what is due. Measured on that loop by a timer that should ring ten
 * times a second; read on any thread, also while the loop is held up.
 */
public final class EventLoopLag {
  private static final long PERIOD_MILLIS = 100;
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private final Timer timer;
  private volatile long rang = System.nanoTime();
  private volatile long late;

  private EventLoopLag(Timer timer) {
    this.timer = timer;
  }

  /**
   * Watches the event loop that calls this.
   *
   * @param loop its name among the metrics
   */
  static EventLoopLag ofThisLoop(Vertx vertx, MeterRegistry registry, String loop) {
    Timer timer =
        Timer.builder("feedhorn.event.loop.lag")
            .description("How late event loops are with what is due")
            .tag("loop", loop)
            .register(registry);
    EventLoopLag lag = new EventLoopLag(timer);
    vertx.setPeriodic(PERIOD_MILLIS, ring -> lag.rings(System.nanoTime()));
    return lag;
  }

  private void rings(long now) {
    late = Math.max(0, now - rang - PERIOD);
    rang = now;
    timer.record(late, TimeUnit.NANOSECONDS);
  }

  /** How late the loop is just now, or was a moment ago. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(Math.max(late, System.nanoTime() - rang - PERIOD));
  }
}
