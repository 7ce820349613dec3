package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.PushMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The counters of Web Push. Safe on any thread. */
final class PushCounters implements PushMetrics {
  private static final int CLASS = 100;

  private final MeterRegistry registry;
  private final AtomicInteger subscriptions = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Counter sent;
  private final Counter gone;
  private final Counter dropped;
  private final Map<String, Counter> failed = new ConcurrentHashMap<>();

  PushCounters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("feedhorn.push.subscriptions", subscriptions, AtomicInteger::get)
        .description("Push subscriptions")
        .register(registry);
    Gauge.builder("feedhorn.push.waiting", waiting, AtomicInteger::get)
        .description("Pushes that wait to be sent, or to be sent again")
        .register(registry);
    sent = counter("sent", "Pushes that push services have accepted");
    gone =
        counter("subscriptions.gone", "Push subscriptions removed after an answer of 404 or 410");
    dropped =
        counter("dropped", "Pushes given up, after the last attempt or because too many wait");
    for (String status : new String[] {"none", "3xx", "4xx", "5xx"}) {
      failed.put(status, failedCounter(status));
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder("feedhorn.push." + name).description(description).register(registry);
  }

  @Override
  public void subscriptions(int number) {
    subscriptions.set(number);
  }

  @Override
  public void sent() {
    sent.increment();
  }

  @Override
  public void failed(int status) {
    failed
        .computeIfAbsent(status == 0 ? "none" : status / CLASS + "xx", this::failedCounter)
        .increment();
  }

  private Counter failedCounter(String status) {
    return Counter.builder("feedhorn.push.failed")
        .description("Attempts to push that failed, by the class of the response's status")
        .tag("status", status)
        .register(registry);
  }

  @Override
  public void subscriptionGone() {
    gone.increment();
  }

  @Override
  public void dropped(int pushes) {
    dropped.increment(pushes);
  }

  @Override
  public void waiting(int pushes) {
    waiting.set(pushes);
  }
}
