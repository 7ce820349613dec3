package io.feedhorn.limits;

import java.util.List;
import java.util.Objects;

/** The proxies in front that are believed ({@code http.proxies}). Immutable. */
public final class TrustedProxies {
  private final List<Cidr> networks;

  /**
   * @param networks addresses and networks, as {@link Cidr#parse} reads them
   */
  public TrustedProxies(List<String> networks) {
    this.networks =
        networks.stream()
            .map(text -> Objects.requireNonNull(Cidr.parse(text), "not a network: " + text))
            .toList();
  }

  /** Returns true where an address, in figures, is that of a listed proxy. */
  public boolean has(String address) {
    if (networks.isEmpty()) {
      return false;
    }
    byte[] bytes = Cidr.bytes(address);
    return bytes != null && networks.stream().anyMatch(network -> network.has(bytes));
  }
}
