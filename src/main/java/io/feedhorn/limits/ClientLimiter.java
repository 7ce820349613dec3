package io.feedhorn.limits;

import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a node's connections, requests and publishes. One instance for all event loops,
 * so that limits apply to the node. Safe on any thread.
 */
public final class ClientLimiter {
  private static final int NETWORK_GROUPS = 4;

  private final Function<HttpServerRequest, String> address;
  private final ConnectionCounter connections;
  private final RateLimit requests;
  private final RateLimit publishes;

  // Requests of one client mostly follow each other, and connections keep the quota.
  private volatile @Nullable ClientQuota newest;

  /**
   * @param address returns the client address of a request
   * @param nanoTime monotonic time in nanoseconds
   */
  public ClientLimiter(
      ClientLimits limits, Function<HttpServerRequest, String> address, LongSupplier nanoTime) {
    this.address = address;
    this.connections = new ConnectionCounter(limits.connections(), limits.connectionsPerAddress());
    this.requests =
        new RateLimit("requests a second (limits.requests)", limits.requestsPerSecond(), nanoTime);
    this.publishes =
        new RateLimit(
            "publishes a second (limits.publishes)", limits.publishesPerSecond(), nanoTime);
  }

  /** Returns the quota of the client that sent a request. */
  public ClientQuota of(HttpServerRequest request) {
    return at(address.apply(request));
  }

  /** Returns the quota of the client at an address. */
  public ClientQuota at(String client) {
    ClientQuota quota = newest;
    if (quota == null || !quota.client().equals(client)) {
      quota = new ClientQuota(client, network(client), requests, publishes);
      newest = quota;
    }
    return quota;
  }

  /** Returns the IPv6 network of 64 bits: one client has all its addresses. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    String[] groups = address.split(":", NETWORK_GROUPS + 1);
    return groups.length <= NETWORK_GROUPS
        ? address
        : String.join(":", groups[0], groups[1], groups[2], groups[3]) + "::/64";
  }

  /** Counts a new connection. */
  public CountedConnection connected() {
    return new CountedConnection();
  }

  /** A connection in the counters. Owned by its event loop, not thread-safe. */
  public final class CountedConnection {
    private final @Nullable FeedException overTotal = connections.add();
    private @Nullable FeedException overAddress;
    private @Nullable String countedAddress;

    private CountedConnection() {}

    /** Returns true if the connection is to be closed without a response. */
    public boolean isFlood() {
      return overTotal != null && connections.isFlooded();
    }

    /** Counts the connection for a client. A proxy's connection carries several, one by one. */
    public void countFor(ClientQuota client) {
      String owner = client.address();
      if (!owner.equals(countedAddress)) {
        removeAddress();
        countedAddress = owner;
        overAddress = connections.add(owner);
      }
    }

    /** Returns the refusal for the requests of this connection; null if no limit is exceeded. */
    public @Nullable FeedException refusal() {
      return overTotal != null ? overTotal : overAddress;
    }

    /** Removes the closed connection from the counters. */
    public void closed() {
      removeAddress();
      connections.remove();
    }

    private void removeAddress() {
      if (countedAddress != null) {
        connections.remove(countedAddress);
        countedAddress = null;
      }
    }
  }
}
