package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.Disconnect;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.metrics.StoreMetrics;
import io.feedhorn.metrics.TransportMetrics;
import io.feedhorn.model.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The metrics of a node in the Prometheus text format. Safe on any thread. */
public final class PrometheusMetrics implements Metrics, AutoCloseable {
  /** The media type of the Prometheus text format. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String TRANSPORT = "transport";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Map<String, Counter> published = new ConcurrentHashMap<>();
  private final Map<String, Counter> delivered = new ConcurrentHashMap<>();
  private final Map<String, Counter> conflated = new ConcurrentHashMap<>();
  private final Map<String, Counter> encoded = new ConcurrentHashMap<>();
  private final Map<ErrorCode, Counter> refused = new ConcurrentHashMap<>();
  private final Map<DisconnectKey, Counter> disconnects = new ConcurrentHashMap<>();
  private final Map<String, TransportMetrics> transports = new ConcurrentHashMap<>();
  private final Map<String, SourceMetrics> sources = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> connections = new ConcurrentHashMap<>();

  /** Creates metrics of the process and counters that start at 0. */
  public PrometheusMetrics() {
    registry.config().meterFilter(new PrometheusNames());
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    ProcessCpuMetric.bindTo(registry);
  }

  /** Returns the registry for further metrics. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Returns the number of open connections and waiting polls. */
  public long openConnections() {
    return connections.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Returns all metrics with their current values. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void published(String feed) {
    published
        .computeIfAbsent(feed, name -> counter("published", "Updates accepted", "feed", name))
        .increment();
  }

  @Override
  public void delivered(String transport, int updates) {
    delivered
        .computeIfAbsent(
            transport,
            name -> counter("delivered", "Updates written to connections", TRANSPORT, name))
        .increment(updates);
  }

  @Override
  public void conflated(String transport, int updates) {
    conflated
        .computeIfAbsent(
            transport,
            name ->
                counter(
                    "conflated",
                    "Updates replaced by a newer one of their topic before delivery",
                    TRANSPORT,
                    name))
        .increment(updates);
  }

  @Override
  public void opened(String transport) {
    connections.computeIfAbsent(transport, this::gauge).increment();
  }

  @Override
  public void closed(String transport) {
    connections.computeIfAbsent(transport, this::gauge).decrement();
  }

  @Override
  public void disconnected(String transport, Disconnect reason) {
    disconnects
        .computeIfAbsent(new DisconnectKey(transport, reason), this::disconnectCounter)
        .increment();
  }

  private record DisconnectKey(String transport, Disconnect reason) {}

  private Counter disconnectCounter(DisconnectKey key) {
    return Counter.builder("feedhorn.disconnects")
        .description("Connections and waiting polls that the server ended")
        .tag(TRANSPORT, key.transport)
        .tag("reason", key.reason.label())
        .register(registry);
  }

  @Override
  public void encoded(String transport) {
    encoded
        .computeIfAbsent(
            transport,
            name ->
                counter(
                    "encoded", "Poll responses encoded, each for all equal polls", TRANSPORT, name))
        .increment();
  }

  @Override
  public void refused(ErrorCode code) {
    refused
        .computeIfAbsent(
            code, each -> counter("refused", "Refused requests and messages", "code", each.wire()))
        .increment();
  }

  @Override
  public TransportMetrics forTransport(String transport) {
    return transports.computeIfAbsent(transport, name -> new TransportCounters(registry, name));
  }

  /** Registers the counters of the store, and returns them; call it once, if there is a store. */
  @Override
  public StoreMetrics forStore() {
    return new StoreCounters(registry);
  }

  /** Registers the counters of readers, and returns them; call it once. */
  @Override
  public ReaderMetrics forReaders() {
    return new ReaderCounters(registry);
  }

  /** Registers the counters of Web Push, and returns them; call it once, if it is on. */
  @Override
  public PushMetrics forPush() {
    return new PushCounters(registry);
  }

  /** Registers the metrics of a source, and returns them. */
  @Override
  public SourceMetrics forSource(String name) {
    // One for all starts of a source: the registry keeps the gauges of the first.
    return sources.computeIfAbsent(name, source -> new SourceMeters(registry, source));
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder("feedhorn." + name)
        .description(description)
        .tag(tag, value)
        .register(registry);
  }

  private LongAdder gauge(String transport) {
    LongAdder open = new LongAdder();
    Gauge.builder("feedhorn.connections", open, LongAdder::sum)
        .description("Open connections and waiting polls")
        .tag(TRANSPORT, transport)
        .register(registry);
    return open;
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
