package io.feedhorn.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The routes whose requests are recorded in traces: those of the API that are answered at once, not
 * those of transports, health checks and metrics. Immutable.
 */
public final class TracedRoutes {
  private static final Map<Pattern, String> ROUTES = new LinkedHashMap<>();

  static {
    for (Endpoint endpoint : EndpointTable.ALL) {
      if (endpoint.transport().equals(Endpoint.NO_TRANSPORT)
          && !endpoint.has(Endpoint.Trait.ALWAYS_SERVED)) {
        Pattern regex = endpoint.regex();
        ROUTES.put(
            regex == null ? Pattern.compile(Pattern.quote(endpoint.path())) : regex,
            endpoint.path());
      }
    }
  }

  private TracedRoutes() {}

  /** Returns the route of a path, with names in place of values; null if it is not recorded. */
  public static @Nullable String of(@Nullable String path) {
    if (path == null) {
      return null;
    }
    for (Map.Entry<Pattern, String> route : ROUTES.entrySet()) {
      if (route.getKey().matcher(path).matches()) {
        return route.getValue();
      }
    }
    return null;
  }
}
