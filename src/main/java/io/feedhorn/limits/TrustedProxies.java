package io.feedhorn.limits;

import java.util.List;
import java.util.Objects;

/** The proxies whose forwarding headers the server uses ({@code http.proxies}). Immutable. */
public final class TrustedProxies {
  private final List<Cidr> networks;

  /**
   * @param networks addresses and networks, in the form of {@link Cidr#parse}
   */
  public TrustedProxies(List<String> networks) {
    this.networks =
        networks.stream()
            .map(text -> Objects.requireNonNull(Cidr.parse(text), "not a network: " + text))
            .toList();
  }

  /** Returns true if a numeric address belongs to a listed proxy. */
  public boolean contains(String address) {
    if (networks.isEmpty()) {
      return false;
    }
    byte[] bytes = Cidr.bytes(address);
    return bytes != null && networks.stream().anyMatch(network -> network.contains(bytes));
  }
}
