package io.feedhorn.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may talk to this server (RFC 6454, section 7). Immutable. A request without an origin
 * is not a browser's, and a page of this server itself is always allowed.
 *
 * @param allowed other origins, {@code https://app.example.com}; {@code *} for every one
 * @param neighbour the port of this machine whose pages are allowed on every port that leads here;
 *     0 for none
 */
public record Origins(List<String> allowed, IntSupplier neighbour) {
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  public Origins {
    allowed = List.copyOf(allowed);
  }

  public Origins(List<String> allowed) {
    this(allowed, () -> 0);
  }

  /**
   * Whether a request may be served.
   *
   * @param origin its {@code Origin} header, or null
   * @param host its {@code Host} header, or null
   */
  public boolean allows(@Nullable String origin, @Nullable String host) {
    return origin == null
        || allowed.contains("*")
        || allowed.contains(origin.toLowerCase(Locale.ROOT))
        || isSame(origin, host)
        || isNeighbour(origin);
  }

  private static boolean isSame(String origin, @Nullable String host) {
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private boolean isNeighbour(String origin) {
    int port = neighbour.getAsInt();
    return port != 0
        && THIS_MACHINE.stream().anyMatch(h -> origin.equals("http://" + h + ":" + port));
  }
}
