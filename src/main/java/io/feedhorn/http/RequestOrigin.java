package io.feedhorn.http;

import io.feedhorn.limits.ClientAddress;
import io.feedhorn.limits.ForwardedHeaders;
import io.feedhorn.limits.TrustedProxies;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address by which a client reached the server, as far as it is known. Immutable.
 *
 * @param scheme {@code http} or {@code https}; null where it is not known, since a connection
 *     without TLS may come from a proxy with TLS that is not listed
 * @param host the host with its port, as it was sent; null where there is none
 */
record RequestOrigin(@Nullable String scheme, @Nullable String host) {
  /** The address of a request: what listed proxies say, else what the connection itself shows. */
  static RequestOrigin of(HttpServerRequest request, TrustedProxies proxies) {
    String own = request.isSSL() ? "https" : null;
    String peer = request.remoteAddress().hostAddress();
    if (!proxies.contains(peer)) {
      return new RequestOrigin(own, host(request));
    }
    ForwardedHeaders forwarded = ForwardedHeaders.of(request.headers());
    int believed = Math.max(1, new ClientAddress(proxies).trustedHops(peer, forwarded.clients()));
    String scheme = ForwardedHeaders.outermost(forwarded.schemes(), believed);
    String host = ForwardedHeaders.outermost(forwarded.hosts(), believed);
    return new RequestOrigin(scheme(scheme), host == null ? host(request) : host);
  }

  /** Some proxies name a WebSocket's own scheme. */
  private static @Nullable String scheme(@Nullable String said) {
    return switch (said == null ? "" : said.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> null;
    };
  }

  private static @Nullable String host(HttpServerRequest request) {
    String sent = request.getHeader(HttpHeaders.HOST);
    HostAndPort authority = request.authority();
    if (request.version() != HttpVersion.HTTP_2 && sent != null) {
      return sent; // Vert.x leaves a port of 80 out, which is not the default one of https
    }
    if (authority == null) {
      return sent;
    }
    return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
  }

  /**
   * Returns true where an origin is that of this address. A port that is not written is the default
   * one of the origin's scheme; so {@code feeds.example.org:443} is {@code
   * https://feeds.example.org}.
   */
  boolean isOrigin(String origin) {
    int colons = origin.indexOf("://");
    if (colons < 0 || host == null) {
      return false;
    }
    String itsScheme = origin.substring(0, colons).toLowerCase(Locale.ROOT);
    return (scheme == null || scheme.equals(itsScheme))
        && withoutDefaultPort(origin.substring(colons + 3), itsScheme)
            .equals(withoutDefaultPort(host, itsScheme));
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String port =
        switch (scheme) {
          case "http" -> ":80";
          case "https" -> ":443";
          default -> "";
        };
    String lower = authority.toLowerCase(Locale.ROOT);
    return !port.isEmpty() && lower.endsWith(port)
        ? lower.substring(0, lower.length() - port.length())
        : lower;
  }

  /** As an error names it. */
  @Override
  public String toString() {
    String named = host == null ? "(none)" : host;
    return scheme == null ? named : scheme + "://" + named;
  }
}
