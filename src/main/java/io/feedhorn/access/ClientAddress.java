package io.feedhorn.access;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Tells which address a request comes from, for limits and logs. Immutable.
 *
 * <p>{@code X-Forwarded-For} is believed only as far as listed proxies wrote it: anyone can send
 * the header, but each proxy adds on the right the address it was called from. So it is read from
 * the right, past every listed proxy, to the first address that is none. With the proxies {@code
 * 10.0.0.0/8}, a request of {@code 10.0.0.7} with {@code 1.1.1.1, 203.0.113.9, 10.0.0.3} comes from
 * {@code 203.0.113.9}; the same header from {@code 198.51.100.1} says nothing.
 */
public final class ClientAddress {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  private final List<Network> proxies;

  /**
   * @param proxies addresses and networks of the proxies in front, as {@link Network#parse} reads
   */
  public ClientAddress(List<String> proxies) {
    this.proxies =
        proxies.stream()
            .map(text -> Objects.requireNonNull(Network.parse(text), "not a network: " + text))
            .toList();
  }

  /** The address of who asks, in figures: {@code 203.0.113.9}. */
  public String of(HttpServerRequest request) {
    String peer = request.remoteAddress().hostAddress();
    return proxies.isEmpty() ? peer : of(peer, request.headers().getAll(FORWARDED_FOR));
  }

  /**
   * The address of who asks.
   *
   * @param peer who the connection is from
   * @param forwardedFor the values of {@code X-Forwarded-For}, in the order they came
   */
  String of(String peer, List<String> forwardedFor) {
    List<String> hops =
        forwardedFor.stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(ClientAddress::withoutPort)
            .toList();
    String client = peer;
    for (int i = hops.size() - 1; i >= 0 && isProxy(client); i--) {
      byte[] hop = Network.bytes(hops.get(i));
      if (hop == null) {
        return client;
      }
      client = text(hop);
    }
    return client;
  }

  private boolean isProxy(String address) {
    byte[] bytes = Network.bytes(address);
    return bytes != null && proxies.stream().anyMatch(network -> network.has(bytes));
  }

  /** Some proxies write {@code 203.0.113.9:4711} or {@code [2001:db8::1]:4711}. */
  private static String withoutPort(String hop) {
    String bare = hop.strip();
    if (bare.startsWith("[")) {
      int end = bare.indexOf(']');
      return end < 0 ? bare : bare.substring(1, end);
    }
    int colon = bare.indexOf(':');
    return colon >= 0 && colon == bare.lastIndexOf(':') ? bare.substring(0, colon) : bare;
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }
}
