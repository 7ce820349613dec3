package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.model.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The counters of readers. Safe on any thread. */
final class ReaderCounters implements ReaderMetrics {
  private final MeterRegistry registry;
  private final AtomicInteger readers = new AtomicInteger();
  private final Counter acknowledgements;
  private final Counter expired;
  private final Map<ErrorCode, Counter> refused = new ConcurrentHashMap<>();

  ReaderCounters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("feedhorn.readers", readers, AtomicInteger::get)
        .description("Readers")
        .register(registry);
    acknowledgements =
        Counter.builder("feedhorn.reader.acknowledgements")
            .description("Acknowledgements of readers that were stored")
            .register(registry);
    expired =
        Counter.builder("feedhorn.readers.expired")
            .description("Readers removed because they were not used")
            .register(registry);
  }

  @Override
  public void readers(int number) {
    readers.set(number);
  }

  @Override
  public void acknowledged() {
    acknowledgements.increment();
  }

  @Override
  public void refused(ErrorCode code) {
    refused.computeIfAbsent(code, this::refusedCounter).increment();
  }

  private Counter refusedCounter(ErrorCode code) {
    return Counter.builder("feedhorn.reader.refused")
        .description("Commands to readers that were refused")
        .tag("code", code.wire())
        .register(registry);
  }

  @Override
  public void expired() {
    expired.increment();
  }
}
