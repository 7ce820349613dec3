package io.feedhorn.limits;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Tells which address a request comes from, for limits and logs. Immutable.
 *
 * <p>{@code X-Forwarded-For}, or {@code ForwardedHeaders} where it is missing, is believed only as
 * far as listed proxies wrote it: anyone can send the header, but each proxy adds on the right the
 * address it was called from. So it is read from the right, past every listed proxy, to the first
 * address that is none. With the proxies {@code 10.0.0.0/8}, a request of {@code 10.0.0.7} with
 * {@code 1.1.1.1, 203.0.113.9, 10.0.0.3} comes from {@code 203.0.113.9}; the same header from
 * {@code 198.51.100.1} says nothing.
 */
public final class ClientAddress {
  private final TrustedProxies proxies;

  public ClientAddress(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** The address of who asks, in figures: {@code 203.0.113.9}. */
  public String of(HttpServerRequest request) {
    String peer = request.remoteAddress().hostAddress();
    return proxies.has(peer) ? of(peer, ForwardedHeaders.of(request.headers()).clients()) : peer;
  }

  /**
   * The address of who asks.
   *
   * @param peer who the connection is from
   * @param hops whom each proxy was called by, the nearest proxy's word last
   */
  String of(String peer, List<String> hops) {
    int believed = believed(peer, hops);
    return believed == 0 ? peer : figures(hops.get(hops.size() - believed));
  }

  /**
   * The number of hops from the right that listed proxies wrote.
   *
   * @param peer who the connection is from
   */
  public int believed(String peer, List<String> hops) {
    String client = peer;
    int believed = 0;
    while (believed < hops.size() && proxies.has(client)) {
      String hop = hops.get(hops.size() - believed - 1);
      if (Cidr.bytes(hop) == null) {
        return believed;
      }
      client = figures(hop);
      believed++;
    }
    return believed;
  }

  /** IPv6 can be written in several ways, and IPv4 as IPv6. */
  private static String figures(String hop) {
    byte[] address = Cidr.bytes(hop);
    try {
      return address == null ? hop : InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }
}
