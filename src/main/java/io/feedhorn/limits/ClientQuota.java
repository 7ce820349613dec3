package io.feedhorn.limits;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;

/** The rate limits of one client address. Immutable, safe on any thread. */
public final class ClientQuota {
  private final String client;
  private final String address;
  private final RateLimit requests;
  private final RateLimit publishes;

  ClientQuota(String client, String address, RateLimit requests, RateLimit publishes) {
    this.client = client;
    this.address = address;
    this.requests = requests;
    this.publishes = publishes;
  }

  /** Returns the numeric address of the client itself. */
  public String client() {
    return client;
  }

  /** Returns the address; for IPv6 the network of 64 bits, which belongs to one client. */
  public String address() {
    return address;
  }

  /**
   * Counts a request, or a message on a WebSocket.
   *
   * @throws FeedException {@link ErrorCode#RATE_LIMITED} if the limit is exceeded
   */
  public void countRequest() {
    requests.acquire(address);
  }

  /**
   * Counts a published value.
   *
   * @throws FeedException {@link ErrorCode#RATE_LIMITED} if the limit is exceeded
   */
  public void countPublish() {
    publishes.acquire(address);
  }
}
