package io.feedhorn.access;

import java.util.List;
import java.util.Objects;

/** The proxies in front that are believed ({@code http.proxies}). Immutable. */
public final class Proxies {
  private final List<Network> networks;

  /**
   * @param networks addresses and networks, as {@link Network#parse} reads them
   */
  public Proxies(List<String> networks) {
    this.networks =
        networks.stream()
            .map(text -> Objects.requireNonNull(Network.parse(text), "not a network: " + text))
            .toList();
  }

  /** Returns true where an address, in figures, is that of a listed proxy. */
  public boolean has(String address) {
    if (networks.isEmpty()) {
      return false;
    }
    byte[] bytes = Network.bytes(address);
    return bytes != null && networks.stream().anyMatch(network -> network.has(bytes));
  }
}
