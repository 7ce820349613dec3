package io.feedhorn.limits;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Determines the client address of a request, for limits and logs. Immutable.
 *
 * <p>Only the part of {@code X-Forwarded-For}, or of {@code Forwarded} if it is missing, that
 * trusted proxies wrote is used. Anyone can send the header, but each proxy appends the address of
 * its client on the right. The header is read from the right, past every trusted proxy, to the
 * first other address. With the proxies {@code 10.0.0.0/8}, a request of {@code 10.0.0.7} with
 * {@code 1.1.1.1, 203.0.113.9, 10.0.0.3} comes from {@code 203.0.113.9}; the same header from
 * {@code 198.51.100.1} is ignored.
 */
public final class ClientAddress {
  private final TrustedProxies proxies;

  public ClientAddress(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Returns the numeric address of a request's client: {@code 203.0.113.9}. */
  public String of(HttpServerRequest request) {
    // Not the address of the request: Vert.x Web reads the headers of proxies for it, each time.
    String peer = request.connection().remoteAddress().hostAddress();
    return proxies.contains(peer)
        ? of(peer, ForwardedHeaders.of(request.headers()).clients())
        : peer;
  }

  /**
   * Returns the numeric address of a client.
   *
   * @param peer the address of the connection
   * @param hops the client of each proxy, the entry of the nearest proxy last
   */
  String of(String peer, List<String> hops) {
    int trusted = trustedHops(peer, hops);
    return trusted == 0 ? peer : normalized(hops.get(hops.size() - trusted));
  }

  /**
   * Returns the number of hops, counted from the right, that trusted proxies wrote.
   *
   * @param peer the address of the connection
   */
  public int trustedHops(String peer, List<String> hops) {
    String client = peer;
    int trusted = 0;
    while (trusted < hops.size() && proxies.contains(client)) {
      String hop = hops.get(hops.size() - trusted - 1);
      if (Cidr.bytes(hop) == null) {
        return trusted;
      }
      client = normalized(hop);
      trusted++;
    }
    return trusted;
  }

  /** Returns one form of an address: IPv6 can be written in several, and IPv4 as IPv6. */
  private static String normalized(String hop) {
    byte[] address = Cidr.bytes(hop);
    try {
      return address == null ? hop : InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }
}
