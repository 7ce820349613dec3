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
  private final Timer writes;
  private final Counter changes;
  private final Counter failures;
  private final Counter refused;
  private final AtomicLong bytes = new AtomicLong();

  StoreCounters(MeterRegistry registry) {
    writes =
        Timer.builder("feedhorn.store.write")
            .description("Time of writes to the store, with their force to the disk")
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
