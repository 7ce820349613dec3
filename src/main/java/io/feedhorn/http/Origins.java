package io.feedhorn.http;

import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The origins whose pages may use this server (RFC 6454, section 7). Immutable. A request without
 * an origin is not from a browser. Pages of this server are always allowed; other origins must be
 * listed, because their pages may send credentials.
 *
 * @param allowed other origins, {@code https://app.example.com}
 * @param proxies the proxies whose forwarding headers are used
 * @param localPort the port of this machine whose pages are allowed on every port that leads here;
 *     0 for none
 */
public record Origins(List<String> allowed, TrustedProxies proxies, IntSupplier localPort) {
  private static final Set<String> LOCAL_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

  public Origins {
    allowed = List.copyOf(allowed);
  }

  /** Returns true if the origin of a request is allowed. */
  public boolean allows(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || allows(origin, RequestOrigin.of(request, proxies));
  }

  /**
   * Requires that the origin of a request is allowed.
   *
   * @throws FeedException {@link ErrorCode#FORBIDDEN} if it is not
   */
  public void require(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      require(origin, RequestOrigin.of(request, proxies));
    }
  }

  private void require(String origin, RequestOrigin reached) {
    if (!allows(origin, reached)) {
      throw new FeedException(
          ErrorCode.FORBIDDEN,
          "The origin %s is not allowed: it is neither that of the Host, %s, nor in http.origins."
              .formatted(origin, reached));
    }
  }

  /**
   * Returns true if an origin is allowed.
   *
   * @param origin the header {@code Origin} of a request
   * @param reached the address by which the client reached the server
   */
  boolean allows(String origin, RequestOrigin reached) {
    return allowed.contains(origin.toLowerCase(Locale.ROOT))
        || reached.isOrigin(origin)
        || isLocal(origin);
  }

  private boolean isLocal(String origin) {
    int port = localPort.getAsInt();
    return port != 0
        && LOCAL_HOSTS.stream().anyMatch(h -> origin.equals("http://" + h + ":" + port));
  }
}
