package io.feedhorn.transport;

import io.feedhorn.limits.ListHeader;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content codings of event streams and polls (RFC 9110, section 8.4): gzip if the client
 * accepts it. Immutable.
 *
 * @param enabled false if no response is compressed
 */
public record ResponseCompression(boolean enabled) {
  public static final String GZIP = "gzip";

  private static final double MISSING = -1;
  private static final Pattern WEIGHT = Pattern.compile("q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)");

  /**
   * Returns true if the response to a request may be gzip. If compression is enabled, tells caches
   * that the response depends on it.
   */
  public boolean gzips(HttpServerRequest request) {
    if (!enabled) {
      return false;
    }
    request.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    return acceptsGzip(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
  }

  /**
   * Returns true if gzip is accepted, by name or else by {@code *}, and no less than the form
   * without compression (RFC 9110, section 12.5.3).
   */
  static boolean acceptsGzip(List<String> lines) {
    double gzip = MISSING;
    double any = MISSING;
    double identity = MISSING;
    for (String member : ListHeader.members(lines)) {
      List<String> parts = ListHeader.parts(member.toLowerCase(Locale.ROOT));
      switch (parts.isEmpty() ? "" : parts.get(0)) {
        case GZIP, "x-gzip" -> gzip = weight(parts);
        case "*" -> any = weight(parts);
        case "identity" -> identity = weight(parts);
        default -> {} // a coding that the server does not have
      }
    }
    double accepted = gzip == MISSING ? any : gzip;
    return accepted > 0 && accepted >= identity;
  }

  private static double weight(List<String> parts) {
    Matcher weight = parts.size() < 2 ? null : WEIGHT.matcher(parts.get(1));
    return weight != null && weight.matches() ? Double.parseDouble(weight.group(1)) : 1;
  }
}
