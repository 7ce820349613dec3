package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path with its methods, their query parameters, and what else the request pipeline must know
 * about it. Immutable.
 *
 * @param path in the form of the router: {@code /v1/topics/:topic}
 * @param regex the regular expression of the paths; null for a path without parameters
 * @param sent true for the paths of the regular expression, if a parameter may contain {@code /}:
 *     then the path as it was sent is compared, because the normalized path has one {@code /} for
 *     two; otherwise null
 * @param methods the methods in the order of {@code Allow}; if the parameters of a method are null,
 *     its query is not checked
 * @param transport the label of the endpoint's traffic in the metrics
 */
record Endpoint(
    String path,
    @Nullable Pattern regex,
    @Nullable Predicate<String> sent,
    Map<HttpMethod, @Nullable AllowedParameters> methods,
    String transport,
    Set<Trait> traits) {
  /** The label of requests that belong to no transport. */
  static final String NO_TRANSPORT = "other";

  private static final char PARAMETER = ':';
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  /** A property that the request pipeline must know. */
  enum Trait {
    /** Its responses do not end: each request is a new reader. */
    OPENS_STREAM,
    /**
     * For operators: requests are answered even if a limit is reached or the server is stopping.
     */
    ALWAYS_SERVED
  }

  /** Returns an endpoint without methods. */
  static Endpoint at(String path) {
    Pattern regex =
        path.indexOf(PARAMETER) < 0
            ? null
            : Pattern.compile(path.replaceAll(PARAMETER + "\\w+", "[^/]+") + "/?");
    return new Endpoint(path, regex, null, Map.of(), NO_TRANSPORT, Set.of());
  }

  /**
   * Returns this endpoint with a regular expression, of the path as it was sent, in place of the
   * path's parameters.
   *
   * @param isMatch the same as the regular expression, in a fraction of the time
   */
  Endpoint matching(String pathRegex, Predicate<String> isMatch) {
    return new Endpoint(path, Pattern.compile(pathRegex), isMatch, methods, transport, traits);
  }

  /** Adds a route for all methods of this endpoint. */
  Route route(Router router) {
    return sent != null && regex != null
        ? router.routeWithRegex(regex.pattern()).useNormalizedPath(false)
        : router.route(path);
  }

  /** Adds a route for one method. */
  Route route(Router router, HttpMethod method) {
    return route(router).method(method);
  }

  /** Returns this endpoint with {@code GET} and {@code HEAD}. */
  Endpoint reads(String... parameters) {
    return takes(HttpMethod.GET, parameters).takes(HttpMethod.HEAD, parameters);
  }

  /** Returns this endpoint with one more method. */
  Endpoint takes(HttpMethod method, String... parameters) {
    return with(method, AllowedParameters.of(parameters));
  }

  /** Returns this endpoint with one more method whose query is ignored. */
  Endpoint takesAnyQuery(HttpMethod method) {
    return with(method, null);
  }

  private Endpoint with(HttpMethod method, @Nullable AllowedParameters parameters) {
    Map<HttpMethod, @Nullable AllowedParameters> more = new LinkedHashMap<>(methods);
    more.put(method, parameters);
    return new Endpoint(path, regex, sent, more, transport, traits);
  }

  /** Returns this endpoint with the label of its transport. */
  Endpoint carries(String label) {
    return new Endpoint(path, regex, sent, methods, label, traits);
  }

  /** Returns this endpoint with one more trait. */
  Endpoint with(Trait trait) {
    Set<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new Endpoint(path, regex, sent, methods, transport, more);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Returns true if a ticket may replace the token: the query has a parameter for it. */
  boolean acceptsTicket() {
    return methods.values().stream()
        .anyMatch(parameters -> parameters != null && parameters.names().contains("ticket"));
  }

  /**
   * Returns true if this endpoint has parameters and is that of a path.
   *
   * @param sentPath the path as it was sent
   */
  boolean matches(String sentPath, String normalizedPath) {
    if (sent != null) {
      return sent.test(sentPath);
    }
    // The comparison with the begin needs less time than the regular expression.
    return regex != null
        && normalizedPath.regionMatches(0, path, 0, path.indexOf(PARAMETER))
        && regex.matcher(normalizedPath).matches();
  }

  /** Returns true for a path without parameters, which is equal to the path of its requests. */
  boolean isLiteral() {
    return regex == null;
  }

  /** Refuses methods and query parameters that this endpoint does not have. */
  void check(RoutingContext context) {
    // A handler whose response may be cached replaces this.
    context.response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    HttpMethod method = context.request().method();
    if (!methods.containsKey(method)) {
      throw notAllowed(context.request(), allow());
    }
    AllowedParameters parameters = methods.get(method);
    if (parameters != null && context.request().query() != null) {
      // Not request.params(), to which the router adds the parameters of the path.
      parameters.check(context.queryParams());
    }
  }

  private String allow() {
    return methods.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
  }

  /**
   * Sets {@code Allow}, and returns the refusal of a method.
   *
   * @param methods the allowed methods, separated by commas
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
