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
 * Which pages may talk to this server (RFC 6454, section 7). Immutable. A request without an origin
 * is not a browser's, and a page of this server itself is always allowed. Every other origin is
 * named: a page that is let in may send credentials, which must not be open to all pages.
 *
 * @param allowed other origins, {@code https://app.example.com}
 * @param proxies the proxies that are believed to say how they were reached
 * @param neighbour the port of this machine whose pages are allowed on every port that leads here;
 *     0 for none
 */
public record Origins(List<String> allowed, TrustedProxies proxies, IntSupplier neighbour) {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  public Origins {
    allowed = List.copyOf(allowed);
  }

  /** Returns true where a request may be served. */
  public boolean allows(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || allows(origin, RequestOrigin.of(request, proxies));
  }

  /** Refuses a request of a page that may not talk to this server. */
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
   * Returns true where a page may talk to this server.
   *
   * @param origin the {@code Origin} of its request
   * @param reached the address by which it reached the server
   */
  boolean allows(String origin, RequestOrigin reached) {
    return allowed.contains(origin.toLowerCase(Locale.ROOT))
        || reached.isOrigin(origin)
        || isNeighbour(origin);
  }

  private boolean isNeighbour(String origin) {
    int port = neighbour.getAsInt();
    return port != 0
        && THIS_MACHINE.stream().anyMatch(h -> origin.equals("http://" + h + ":" + port));
  }
}
