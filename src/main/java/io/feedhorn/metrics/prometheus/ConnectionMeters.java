package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.ResumeResult;
import io.feedhorn.model.DisconnectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The meters of the connections of one transport, all from their beginning at 0: a counter that
 * appears with its first event hides that event from {@code rate()}. Safe on any thread.
 */
final class ConnectionMeters {
  private final MeterRegistry registry;
  private final String transport;
  private final Counter delivered;
  private final Counter conflated;
  private final LongAdder connections;
  private final LongAdder closing;
  private final LongAdder lagging;
  private final Map<DisconnectReason, Counter> disconnects = new EnumMap<>(DisconnectReason.class);
  private final Map<ResumeResult, Counter> resumes = new EnumMap<>(ResumeResult.class);

  ConnectionMeters(MeterRegistry registry, String transport) {
    this.registry = registry;
    this.transport = transport;
    delivered = counter("delivered", "Updates written to connections").register(registry);
    conflated =
        counter("conflated", "Updates replaced by a newer one of their topic before delivery")
            .register(registry);
    connections = gauge("connections", "Open connections and waiting polls");
    closing = gauge("connections.closing", "Connections that the server ends, until they are gone");
    lagging = gauge("connections.lagging", "Connections that have a backlog");
    for (DisconnectReason reason : DisconnectReason.values()) {
      disconnects.put(
          reason,
          counter("disconnects", "Connections and waiting polls that the server ended")
              .tag("reason", reason.label())
              .register(registry));
    }
    for (ResumeResult result : ResumeResult.values()) {
      resumes.put(
          result,
          counter("resumes", "Feeds that a subscription or poll continued from a cursor")
              .tag("result", result.label())
              .register(registry));
    }
  }

  private Counter.Builder counter(String name, String description) {
    return Counter.builder("feedhorn." + name).description(description).tag("transport", transport);
  }

  private LongAdder gauge(String name, String description) {
    LongAdder value = new LongAdder();
    Gauge.builder("feedhorn." + name, value, LongAdder::sum)
        .description(description)
        .tag("transport", transport)
        .register(registry);
    return value;
  }

  void delivered(int updates) {
    delivered.increment(updates);
  }

  void conflated(int updates) {
    conflated.increment(updates);
  }

  void connections(int change) {
    connections.add(change);
  }

  long connections() {
    return connections.sum();
  }

  void closing(int change) {
    closing.add(change);
  }

  void lagging(int change) {
    lagging.add(change);
  }

  void disconnected(DisconnectReason reason) {
    Objects.requireNonNull(disconnects.get(reason)).increment();
  }

  void resumed(ResumeResult result) {
    Objects.requireNonNull(resumes.get(result)).increment();
  }
}
