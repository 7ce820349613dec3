package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.StoreMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The counters of the store of durable feeds. Safe on any thread. */
final class StoreCounters implements StoreMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Timer writes;
  private final Counter changes;
  private final Counter failures;
  private final Counter refused;
  private final Timer forces;
  private final AtomicLong bytes = new AtomicLong();
  private volatile Waiting waiting = Waiting.NOTHING;

  private record Waiting(int changes, long sinceNanos) {
    private static final Waiting NOTHING = new Waiting(0, 0);

    private double ageSeconds() {
      return changes == 0 ? 0 : (System.nanoTime() - sinceNanos) / NANOS_PER_SECOND;
    }
  }

  StoreCounters(MeterRegistry registry) {
    writes =
        Timer.builder("feedhorn.store.write")
            .description("Time of writes to the store, with their force to the disk")
            .register(registry);
    forces =
        Timer.builder("feedhorn.store.force")
            .description("Time of forces of earlier writes to the disk")
            .register(registry);
    Gauge.builder("feedhorn.store.waiting", this, counters -> counters.waiting.changes)
        .description("Changes that are not stored yet")
        .register(registry);
    Gauge.builder("feedhorn.store.lag", this, counters -> counters.waiting.ageSeconds())
        .description("Age of the oldest change that is not stored yet")
        .baseUnit("seconds")
        .register(registry);
    changes =
        Counter.builder("feedhorn.store.changes")
            .description("Records written to the store or removed from it")
            .register(registry);
    failures =
        Counter.builder("feedhorn.store.failures")
            .description("Writes to the store that failed")
            .register(registry);
    refused =
        Counter.builder("feedhorn.store.refused")
            .description("Changes refused because too many waited for the disk")
            .register(registry);
    Gauge.builder("feedhorn.store.size", bytes, AtomicLong::get)
        .description("Size of the store on the disk")
        .baseUnit("bytes")
        .register(registry);
  }

  @Override
  public void written(int written, long nanos) {
    writes.record(nanos, TimeUnit.NANOSECONDS);
    changes.increment(written);
  }

  @Override
  public void forced(long nanos) {
    forces.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void waiting(int number, long sinceNanos) {
    waiting = number == 0 ? Waiting.NOTHING : new Waiting(number, sinceNanos);
  }

  @Override
  public void failed() {
    failures.increment();
  }

  @Override
  public void refused(int refusedChanges) {
    refused.increment(refusedChanges);
  }

  @Override
  public void size(long size) {
    bytes.set(size);
  }
}
