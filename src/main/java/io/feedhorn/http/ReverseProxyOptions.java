package io.feedhorn.http;

import java.util.List;

/**
 * The trusted proxies between clients and the server. Immutable.
 *
 * @param trusted their addresses and networks
 * @param proxyProtocol true if every connection begins with the PROXY protocol
 */
public record ReverseProxyOptions(List<String> trusted, boolean proxyProtocol) {
  /** No proxies. */
  public static final ReverseProxyOptions NONE = new ReverseProxyOptions(List.of(), false);

  public ReverseProxyOptions {
    trusted = List.copyOf(trusted);
  }
}
