package io.feedhorn.trace.otel;

import io.feedhorn.trace.Tracer;
import io.feedhorn.trace.TracingOptions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.vertx.core.spi.VertxTracerFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The tracing of a server process: exports spans by OTLP over HTTP. Settings of the server come
 * first, then the system properties and environment variables of OpenTelemetry. Safe on any thread.
 */
public final class OpenTelemetryTracing implements AutoCloseable {
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);
  private static final AttributeKey<String> SERVICE_VERSION =
      AttributeKey.stringKey("service.version");

  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
  private static final String HTTP = "http/protobuf";

  /** Silent, as {@link ReportingExporter} reports; kept because loggers are weakly referenced. */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  private final OpenTelemetrySdk sdk;
  private final VertxTracerFactory vertxTracer;

  private OpenTelemetryTracing(OpenTelemetrySdk sdk, VertxTracerFactory vertxTracer) {
    this.sdk = sdk;
    this.vertxTracer = vertxTracer;
  }

  /**
   * Starts tracing, before the Vert.x instance is created.
   *
   * @param version the version of the server
   * @param routes returns the route of a path; null if its requests are not recorded
   * @throws IllegalArgumentException if the environment variables of OpenTelemetry are not valid
   */
  public static OpenTelemetryTracing start(
      TracingOptions options, String version, UnaryOperator<@Nullable String> routes) {
    LIBRARY.setLevel(Level.OFF);
    OpenTelemetrySdk sdk;
    try {
      sdk = sdk(options, version);
    } catch (RuntimeException invalid) {
      throw new IllegalArgumentException(
          "tracing.enabled: a variable of OpenTelemetry is not valid: " + invalid.getMessage(),
          invalid);
    }
    HttpRequestTracer requests = new HttpRequestTracer(sdk, routes);
    return new OpenTelemetryTracing(sdk, vertx -> requests);
  }

  private static OpenTelemetrySdk sdk(TracingOptions options, String version) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(OpenTelemetryTracing::defaults)
        .addPropertiesCustomizer(OpenTelemetryTracing::requireHttp)
        .addPropertiesCustomizer(properties -> overrides(options))
        .addResourceCustomizer(
            (resource, properties) ->
                Resource.builder().put(SERVICE_VERSION, version).build().merge(resource))
        .addSpanExporterCustomizer((exporter, properties) -> new ReportingExporter(exporter))
        .build()
        .getOpenTelemetrySdk();
  }

  /** Returns what the environment may change. */
  private static Map<String, String> defaults() {
    return Map.of(
        "otel.service.name",
        "feedhorn",
        PROTOCOL,
        HTTP,
        "otel.traces.sampler",
        "parentbased_always_on");
  }

  /** Refuses gRPC, which needs libraries that the server does not have. */
  private static Map<String, String> requireHttp(ConfigProperties properties) {
    for (String key : List.of(TRACES_PROTOCOL, PROTOCOL)) {
      String protocol = properties.getString(key);
      if (protocol != null && !protocol.equals(HTTP)) {
        throw new ConfigurationException(key + " is " + protocol + "; it must be " + HTTP);
      }
    }
    return Map.of();
  }

  private static Map<String, String> overrides(TracingOptions options) {
    Map<String, String> properties = new HashMap<>();
    // Only traces; the metrics are those of Prometheus, and logs are on standard error.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    if (options.endpoint() != null) {
      // That of traces alone, which the exporter prefers to the general one. It appends no path.
      properties.put("otel.exporter.otlp.traces.endpoint", tracesUrl(options.endpoint()));
    }
    if (options.service() != null) {
      properties.put("otel.service.name", options.service());
    }
    if (options.sample() != null) {
      properties.put("otel.traces.sampler", "parentbased_traceidratio");
      properties.put("otel.traces.sampler.arg", options.sample().toString());
    }
    return properties;
  }

  private static String tracesUrl(String endpoint) {
    return endpoint + (endpoint.endsWith("/") ? "" : "/") + "v1/traces";
  }

  /** Returns the tracer of the server. */
  public Tracer tracer() {
    return new OpenTelemetryTracer(sdk);
  }

  /** Returns the tracer of the Vert.x instance. */
  public VertxTracerFactory vertxTracer() {
    return vertxTracer;
  }

  /** Exports what is recorded, and ends. Blocks, in bounded time. */
  @Override
  public void close() {
    sdk.shutdown().join(FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
