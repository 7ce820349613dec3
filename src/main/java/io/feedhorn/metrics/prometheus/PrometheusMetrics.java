package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.AlertMetrics;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.PresenceMetrics;
import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.metrics.ReaderMetrics;
import io.feedhorn.metrics.ResumeResult;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.metrics.StoreMetrics;
import io.feedhorn.metrics.TransportMetrics;
import io.feedhorn.metrics.WriteLatency;
import io.feedhorn.model.DisconnectReason;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The metrics of a node in the Prometheus text format. Safe on any thread. */
public final class PrometheusMetrics implements Metrics, AutoCloseable {
  private static final String TRANSPORT = "transport";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Map<String, Counter> published = new ConcurrentHashMap<>();
  private final Map<String, ConnectionMeters> connections = new ConcurrentHashMap<>();
  private final WriteLatencyHistogram writeLatency = new WriteLatencyHistogram();
  private final Map<String, LongAdder> subscriptions = new ConcurrentHashMap<>();
  private final Map<RefusalKey, Counter> publishRefused = new ConcurrentHashMap<>();
  private final Map<String, Counter> encoded = new ConcurrentHashMap<>();
  private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
  private final Map<String, TransportMetrics> transports = new ConcurrentHashMap<>();
  private final Map<String, SourceMetrics> sources = new ConcurrentHashMap<>();

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
    registry.getPrometheusRegistry().register(writeLatency);
    for (ErrorCode code : ErrorCode.values()) {
      refused.put(code, counter("refused", "Refused requests and messages", "code", code.wire()));
    }
  }

  private record RefusalKey(String feed, ErrorCode code) {}

  /** Adds the meters of a transport, with the value 0. */
  public void addTransport(String transport) {
    connections(transport);
    writeLatency.add(transport);
  }

  private ConnectionMeters connections(String transport) {
    ConnectionMeters known = connections.get(transport);
    return known == null
        ? connections.computeIfAbsent(transport, name -> new ConnectionMeters(registry, name))
        : known;
  }

  /** Returns the registry for further metrics. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Returns the number of open connections and waiting polls. */
  public long openConnections() {
    return connections.values().stream().mapToLong(ConnectionMeters::connections).sum();
  }

  /** Returns all metrics with their current values, as text. */
  public String scrape() {
    return registry.scrape();
  }

  /** Returns all metrics with their current values in a format. */
  public byte[] scrape(ScrapeFormat format) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      registry.scrape(bytes, format.contentType());
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void published(String feed) {
    published(feed, 1);
  }

  @Override
  public void published(String feed, int updates) {
    published
        .computeIfAbsent(feed, name -> counter("published", "Updates accepted", "feed", name))
        .increment(updates);
  }

  @Override
  public void delivered(String transport, int updates) {
    connections(transport).delivered(updates);
  }

  @Override
  public void conflated(String transport, int updates) {
    connections(transport).conflated(updates);
  }

  @Override
  public void opened(String transport) {
    connections(transport).connections(1);
  }

  @Override
  public void closed(String transport) {
    connections(transport).connections(-1);
  }

  @Override
  public void closing(String transport, int change) {
    connections(transport).closing(change);
  }

  @Override
  public void lagging(String transport, int change) {
    connections(transport).lagging(change);
  }

  @Override
  public void disconnected(String transport, DisconnectReason reason) {
    connections(transport).disconnected(reason);
  }

  @Override
  public void resumed(String transport, ResumeResult result) {
    connections(transport).resumed(result);
  }

  @Override
  public WriteLatency newWriteLatency(String transport) {
    return writeLatency.newRecorder(transport);
  }

  @Override
  public void subscribed(String feed, int change) {
    subscriptions.computeIfAbsent(feed, this::subscriptionGauge).add(change);
  }

  private LongAdder subscriptionGauge(String feed) {
    LongAdder patterns = new LongAdder();
    Gauge.builder("feedhorn.subscriptions", patterns, LongAdder::sum)
        .description("Patterns to which connections and waiting polls are subscribed")
        .tag("feed", feed)
        .register(registry);
    return patterns;
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
    Objects.requireNonNull(refused.get(code)).increment();
  }

  @Override
  public void publishRefused(String feed, ErrorCode code) {
    publishRefused
        .computeIfAbsent(new RefusalKey(feed, code), this::publishRefusedCounter)
        .increment();
  }

  private Counter publishRefusedCounter(RefusalKey key) {
    return Counter.builder("feedhorn.publish.refused")
        .description("Publishes and deletions of topics that were refused")
        .tag("feed", key.feed)
        .tag("code", key.code.wire())
        .register(registry);
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

  /** Registers the metrics of presence, and returns them; call it once, if a feed has presence. */
  @Override
  public PresenceMetrics forPresence() {
    return new PresenceMeters(registry);
  }

  /** Registers the metrics of alerts, and returns them; call it once, if they are on. */
  @Override
  public AlertMetrics forAlerts() {
    return new AlertMeters(registry);
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

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
