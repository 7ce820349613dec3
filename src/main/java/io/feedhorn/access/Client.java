package io.feedhorn.access;

import io.feedhorn.model.Refusal;

/** Who asks, as limits see it: an address. Immutable, safe on any thread. */
public final class Client {
  private final String address;
  private final RateLimit requests;
  private final RateLimit publishes;

  Client(String address, RateLimit requests, RateLimit publishes) {
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
   * @throws Refusal {@link io.feedhorn.model.Code#RATE_LIMITED} where it is one too many
   */
  public void requests() {
    requests.take(address);
  }

  /**
   * Counts a value to be published.
   *
   * @throws Refusal {@link io.feedhorn.model.Code#RATE_LIMITED} where it is one too many
   */
  public void publishes() {
    publishes.take(address);
  }
}
