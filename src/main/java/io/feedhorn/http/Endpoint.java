package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path, its methods, and the query parameters of each method. Immutable.
 *
 * @param path as the router writes it: {@code /v1/topics/:topic}
 * @param methods the methods in the order of {@code Allow}; null parameters are not checked
 */
record Endpoint(String path, Map<HttpMethod, @Nullable AllowedParameters> methods) {
  /** An endpoint without methods. */
  static Endpoint at(String path) {
    return new Endpoint(path, Map.of());
  }

  /** The same with {@code GET} and {@code HEAD}. */
  Endpoint reads(String... parameters) {
    return takes(HttpMethod.GET, parameters).takes(HttpMethod.HEAD, parameters);
  }

  /** The same with one more method. */
  Endpoint takes(HttpMethod method, String... parameters) {
    return with(method, AllowedParameters.of(parameters));
  }

  /** The same with one more method, whose query is passed over. */
  Endpoint takesAnyQuery(HttpMethod method) {
    return with(method, null);
  }

  private Endpoint with(HttpMethod method, @Nullable AllowedParameters parameters) {
    Map<HttpMethod, @Nullable AllowedParameters> more = new LinkedHashMap<>(methods);
    more.put(method, parameters);
    return new Endpoint(path, more);
  }

  /** Refuses a method that does not exist here, and parameters that its query cannot have. */
  void check(RoutingContext context) {
    // What is meant to be kept says so itself, later.
    context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Not the request's own parameters: the router puts those of the path among them.
    check(context.request(), context::queryParams);
    context.next();
  }

  /**
   * Refuses a method that does not exist here, and parameters that its query cannot have.
   *
   * @param query reads the parameters
   */
  void check(HttpServerRequest request, Supplier<MultiMap> query) {
    if (!methods.containsKey(request.method())) {
      throw notAllowed(request, allow());
    }
    AllowedParameters parameters = methods.get(request.method());
    if (parameters != null) {
      parameters.check(query.get());
    }
  }

  private String allow() {
    return methods.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
  }

  /**
   * The refusal of a method, after {@code Allow} was set.
   *
   * @param methods the methods that exist, joined by commas
   */
  static FeedException notAllowed(HttpServerRequest request, String methods) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.ALLOW, methods);
    return new FeedException(
        ErrorCode.METHOD_NOT_ALLOWED,
        "%s is not allowed on %s; allowed are %s."
            .formatted(request.method(), request.path(), methods));
  }
}
