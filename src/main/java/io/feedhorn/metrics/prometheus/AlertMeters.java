package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.AlertMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of the evaluation of alerts. Safe on any thread. */
final class AlertMeters implements AlertMetrics {
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Counter fired;
  private final Map<Kind, Counter> errors = new EnumMap<>(Kind.class);

  AlertMeters(MeterRegistry registry) {
    rules(registry, "active", active);
    rules(registry, "done", done);
    Gauge.builder("feedhorn.alerts.waiting", waiting, AtomicInteger::get)
        .description("Notifications of rules that are stored and not yet published")
        .register(registry);
    fired =
        Counter.builder("feedhorn.alerts.fired")
            .description("Notifications that rules have caused")
            .register(registry);
    for (Kind kind : Kind.values()) {
      errors.put(
          kind,
          Counter.builder("feedhorn.alerts.errors")
              .description("Errors of the evaluation of rules")
              .tag("kind", kind.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  private static void rules(MeterRegistry registry, String state, AtomicInteger number) {
    Gauge.builder("feedhorn.alerts.rules", number, AtomicInteger::get)
        .description("Rules that this node evaluates")
        .tag("state", state)
        .register(registry);
  }

  @Override
  public void rules(int activeChange, int doneChange) {
    active.addAndGet(activeChange);
    done.addAndGet(doneChange);
  }

  @Override
  public void waiting(int change) {
    waiting.addAndGet(change);
  }

  @Override
  public void fired() {
    fired.increment();
  }

  @Override
  public void failed(Kind kind) {
    Objects.requireNonNull(errors.get(kind)).increment();
  }
}
