package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.SourceMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of one source in the registry. Safe on any thread. */
final class SourceMeters implements SourceMetrics {
  private static final String SOURCE = "source";

  private final Counter received;
  private final Counter published;
  private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicLong lagMillis = new AtomicLong();
  private final AtomicLong behind = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();

  SourceMeters(MeterRegistry registry, String name) {
    received = counter(registry, "feedhorn.source.messages", "Messages received", name);
    published = counter(registry, "feedhorn.source.published", "Updates published", name);
    for (Failure failure : Failure.values()) {
      failures.put(
          failure,
          Counter.builder("feedhorn.source.errors")
              .description("Errors of a source")
              .tag(SOURCE, name)
              .tag("kind", failure.label())
              .register(registry));
    }
    Gauge.builder("feedhorn.source.failing", failing, AtomicInteger::get)
        .description("1 while the upstream of a source fails, else 0")
        .tag(SOURCE, name)
        .register(registry);
    Gauge.builder("feedhorn.source.lag", lagMillis, millis -> millis.get() / 1e3)
        .description("Age of the newest published message, by its own time")
        .baseUnit("seconds")
        .tag(SOURCE, name)
        .register(registry);
    Gauge.builder("feedhorn.source.behind", behind, AtomicLong::get)
        .description("Messages of the upstream that are not published yet")
        .tag(SOURCE, name)
        .register(registry);
    Gauge.builder("feedhorn.source.waiting", waiting, AtomicInteger::get)
        .description("Updates of a source that wait for their receipt")
        .tag(SOURCE, name)
        .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, String source) {
    return Counter.builder(name).description(description).tag(SOURCE, source).register(registry);
  }

  @Override
  public void failing(boolean isFailing) {
    failing.set(isFailing ? 1 : 0);
  }

  @Override
  public void received() {
    received.increment();
  }

  @Override
  public void published() {
    published.increment();
  }

  @Override
  public void failed(Failure failure) {
    Objects.requireNonNull(failures.get(failure)).increment();
  }

  @Override
  public void lag(double seconds) {
    lagMillis.set(Math.round(seconds * 1e3));
  }

  @Override
  public void behind(long messages) {
    behind.set(messages);
  }

  @Override
  public void waiting(int updates) {
    waiting.set(updates);
  }
}
