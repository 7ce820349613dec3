package io.feedhorn.source.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The HTTP clients of sources, which follow redirects. */
final class UpstreamClient {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** The headers that another origin may see. Those of the settings can be secrets. */
  private static final List<CharSequence> PUBLIC_HEADERS =
      List.of(
          HttpHeaders.ACCEPT,
          HttpHeaders.ACCEPT_ENCODING,
          HttpHeaders.CACHE_CONTROL,
          HttpHeaders.IF_MODIFIED_SINCE,
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.USER_AGENT,
          HttpHeaders.createOptimized("Last-Event-ID"));

  private UpstreamClient() {}

  static HttpClient create(Vertx vertx) {
    return vertx
        .httpClientBuilder()
        .with(new HttpClientOptions().setDecompressionSupported(true))
        .withRedirectHandler(UpstreamClient::redirect)
        .build();
  }

  /** Returns the request to the address of a redirect; null for another answer. */
  private static @Nullable Future<RequestOptions> redirect(HttpClientResponse response) {
    String location = response.getHeader(HttpHeaders.LOCATION);
    if (location == null || !REDIRECTS.contains(response.statusCode())) {
      return null;
    }
    try {
      URI from = new URI(response.request().absoluteURI());
      URI to = from.resolve(location);
      return Future.succeededFuture(
          new RequestOptions()
              .setMethod(response.request().getMethod())
              .setAbsoluteURI(to.toString())
              .setHeaders(headers(response.request().headers(), origin(from).equals(origin(to)))));
    } catch (URISyntaxException | RuntimeException notAnAddress) {
      return null;
    }
  }

  private static MultiMap headers(MultiMap sent, boolean sameOrigin) {
    if (sameOrigin) {
      return sent;
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (CharSequence name : PUBLIC_HEADERS) {
      String value = sent.get(name);
      if (value != null) {
        headers.set(name, value);
      }
    }
    return headers;
  }

  private static String origin(URI url) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
    return (tls ? "https://" : "http://") + url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
