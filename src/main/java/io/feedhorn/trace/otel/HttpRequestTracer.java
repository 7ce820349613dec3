package io.feedhorn.trace.otel;

import io.opentelemetry.api.OpenTelemetry;
import io.vertx.core.Context;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import io.vertx.tracing.opentelemetry.Operation;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tracer of the Vert.x instance: records requests to the HTTP API by {@code
 * vertx-opentelemetry}, with their route in place of their URL, in which there may be tickets and
 * names of users. It does not record what has no end, such as event streams, nor messages between
 * the parts of the server, which have spans of their own. Safe on any thread.
 *
 * <p>Where Vert.x passes no span on, the operation is null.
 */
final class HttpRequestTracer implements VertxTracer<Object, Object> {
  private static final String STATUS_CODE = "http.response.status_code";

  private final VertxTracer<Object, Object> recorder;
  private final UnaryOperator<@Nullable String> routes;

  /**
   * @param routes returns the route of a path, such as {@code /v1/topics/:topic}; null if its
   *     requests are not recorded
   */
  @SuppressWarnings("unchecked") // its type parameters are those of one class
  HttpRequestTracer(OpenTelemetry openTelemetry, UnaryOperator<@Nullable String> routes) {
    this.recorder =
        (VertxTracer<Object, Object>)
            (VertxTracer<?, ?>) new OpenTelemetryTracingFactory(openTelemetry).tracer(null);
    this.routes = routes;
  }

  @Override
  public <R> @Nullable Object receiveRequest(
      Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      Iterable<Map.Entry<String, String>> headers,
      TagExtractor<R> tags) {
    if (!(request instanceof HttpRequest http)) {
      return null;
    }
    String route = routes.apply(path(http.uri()));
    if (route == null) {
      return null;
    }
    String method = http.method().name();
    return recorder.receiveRequest(
        context, kind, policy, request, method + " " + route, headers, new Tags<>(method, route));
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  @Override
  public <R> void sendResponse(
      Context context,
      R response,
      @Nullable Object operation,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    if (operation instanceof Operation recorded) {
      // Vert.x writes it as text; the semantic conventions of OpenTelemetry want a number.
      if (response instanceof HttpResponse http) {
        recorded.span().setAttribute(STATUS_CODE, http.statusCode());
      }
      recorder.sendResponse(context, response, recorded, failure, TagExtractor.empty());
    }
  }

  /** The attributes of a request. */
  private record Tags<R>(String method, String route) implements TagExtractor<R> {
    @Override
    public int len(R request) {
      return 2;
    }

    @Override
    public String name(R request, int index) {
      return index == 0 ? "http.request.method" : "http.route";
    }

    @Override
    public String value(R request, int index) {
      return index == 0 ? method : route;
    }
  }
}
