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
 * The address by which a client reached the server. Immutable.
 *
 * @param scheme {@code http} or {@code https}; null if it is unknown: a connection without TLS may
 *     come from a proxy with TLS that is not listed
 * @param host the host with its port, as sent; null if there is none
 */
record RequestOrigin(@Nullable String scheme, @Nullable String host) {
  /** Returns the address of a request: from trusted proxies, otherwise from the request itself. */
  static RequestOrigin of(HttpServerRequest request, TrustedProxies proxies) {
    String connectionScheme = request.isSSL() ? "https" : null;
    String peer = request.remoteAddress().hostAddress();
    if (!proxies.contains(peer)) {
      return new RequestOrigin(connectionScheme, host(request));
    }
    ForwardedHeaders forwarded = ForwardedHeaders.of(request.headers());
    int trusted = Math.max(1, new ClientAddress(proxies).trustedHops(peer, forwarded.clients()));
    String scheme = ForwardedHeaders.outermost(forwarded.schemes(), trusted);
    String host = ForwardedHeaders.outermost(forwarded.hosts(), trusted);
    return new RequestOrigin(scheme(scheme), host == null ? host(request) : host);
  }

  /** Returns the scheme of HTTP: some proxies write that of WebSockets. */
  private static @Nullable String scheme(@Nullable String written) {
    return switch (written == null ? "" : written.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> null;
    };
  }

  private static @Nullable String host(HttpServerRequest request) {
    String sent = request.getHeader(HttpHeaders.HOST);
    HostAndPort authority = request.authority();
    if (request.version() != HttpVersion.HTTP_2 && sent != null) {
      return sent; // Vert.x omits port 80, which is not the default port of https
    }
    if (authority == null) {
      return sent;
    }
    return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
  }

  /**
   * Returns true if an origin is that of this address. A missing port is the default port of the
   * origin's scheme: {@code feeds.example.org:443} is {@code https://feeds.example.org}.
   */
  boolean isOrigin(String origin) {
    int colons = origin.indexOf("://");
    if (colons < 0 || host == null) {
      return false;
    }
    String originScheme = origin.substring(0, colons).toLowerCase(Locale.ROOT);
    return (scheme == null || scheme.equals(originScheme))
        && withoutDefaultPort(origin.substring(colons + 3), originScheme)
            .equals(withoutDefaultPort(host, originScheme));
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

  /** Returns the form for errors. */
  @Override
  public String toString() {
    String named = host == null ? "(none)" : host;
    return scheme == null ? named : scheme + "://" + named;
  }
}
