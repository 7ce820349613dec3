package io.feedhorn.limits;

import io.feedhorn.model.FeedException;

/** Who asks, as limits see it: an address. Immutable, safe on any thread. */
public final class ClientQuota {
  private final String address;
  private final RateLimit requests;
  private final RateLimit publishes;

  ClientQuota(String address, RateLimit requests, RateLimit publishes) {
    this.address = address;
    this.requests = requests;
    this.publishes = publishes;
  }

  /** The address: that of an IPv6 network of 64 bits, which is what one client has. */
  public String address() {
    return address;
  }

  /**
   * Counts a request, or a message on a socket.
   *
   * @throws FeedException {@link io.feedhorn.model.ErrorCode#RATE_LIMITED} where it is one too many
   */
  public void requests() {
    requests.acquire(address);
  }

  /**
   * Counts a value to be published.
   *
   * @throws FeedException {@link io.feedhorn.model.ErrorCode#RATE_LIMITED} where it is one too many
   */
  public void publishes() {
    publishes.acquire(address);
  }
}
