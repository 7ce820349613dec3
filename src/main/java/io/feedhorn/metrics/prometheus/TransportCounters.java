package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.TransportMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of connections, requests, bytes and CPU time of one transport. Safe on any thread.
 */
final class TransportCounters implements TransportMetrics {
  private static final double NANO = 1e-9;

  private final LongAdder accepted = new LongAdder();
  private final LongAdder requested = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  TransportCounters(MeterRegistry registry, String transport) {
    counter(
        registry,
        transport,
        accepted,
        1,
        "accepted",
        "Connections, by the transport of their first request");
    counter(registry, transport, requested, 1, "requests", "HTTP requests");
    counter(registry, transport, received, 1, "received.bytes", "Bytes from clients");
    counter(registry, transport, sent, 1, "sent.bytes", "Bytes to clients");
    counter(registry, transport, nanos, NANO, "cpu.seconds", "CPU time of event loops, sampled");
  }

  private static void counter(
      MeterRegistry registry,
      String transport,
      LongAdder count,
      double unit,
      String name,
      String description) {
    FunctionCounter.builder("feedhorn." + name, count, adder -> adder.sum() * unit)
        .description(description)
        .tag("transport", transport)
        .register(registry);
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void requested() {
    requested.increment();
  }

  @Override
  public void received(long bytes) {
    received.add(bytes);
  }

  @Override
  public void sent(long bytes) {
    sent.add(bytes);
  }

  @Override
  public void cpuTime(long cpuNanos) {
    nanos.add(cpuNanos);
  }
}
