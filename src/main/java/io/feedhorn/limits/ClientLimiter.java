package io.feedhorn.limits;

import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a node use together, so that a limit holds for the node and not for each of
 * its event loops. Safe on any thread.
 */
public final class ClientLimiter {
  private static final int NETWORK_GROUPS = 4;

  private final Function<HttpServerRequest, String> address;
  private final ConnectionCounter connections;
  private final RateLimit requests;
  private final RateLimit publishes;

  /**
   * @param address the address that a request comes from
   * @param nanoTime monotonic time in nanoseconds
   */
  public ClientLimiter(
      Limits limits, Function<HttpServerRequest, String> address, LongSupplier nanoTime) {
    Limits.PerClient each = limits.client();
    this.address = address;
    this.connections = new ConnectionCounter(limits.connections(), each.connections());
    this.requests = new RateLimit("requests a second (limits.requests)", each.requests(), nanoTime);
    this.publishes =
        new RateLimit("publishes a second (limits.publishes)", each.publishes(), nanoTime);
  }

  /** Who sends a request. */
  public ClientQuota of(HttpServerRequest request) {
    return at(address.apply(request));
  }

  /** Who is at an address. */
  public ClientQuota at(String who) {
    return new ClientQuota(network(who), requests, publishes);
  }

  /** One client has a whole IPv6 network of 64 bits: it could take a new address each time. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    String[] groups = address.split(":", NETWORK_GROUPS + 1);
    return groups.length <= NETWORK_GROUPS
        ? address
        : String.join(":", groups[0], groups[1], groups[2], groups[3]) + "::/64";
  }

  /** A connection begins. */
  public CountedConnection connected() {
    return new CountedConnection();
  }

  /** One connection as the limits count it. Owned by its event loop, not thread-safe. */
  public final class CountedConnection {
    private final @Nullable FeedException oneTooMany = connections.begin();
    private @Nullable FeedException oneTooManyOfItsAddress;
    private @Nullable String counted;

    private CountedConnection() {}

    /** Whether it is to be closed without a word. */
    public boolean isFlood() {
      return oneTooMany != null && connections.isFlooded();
    }

    /** Counts it as that of who asks by it just now: behind a proxy that may be several. */
    public void carries(ClientQuota quota) {
      String owner = quota.address();
      if (!owner.equals(counted)) {
        leave();
        counted = owner;
        oneTooManyOfItsAddress = connections.begin(owner);
      }
    }

    /** Why what it asks for is refused, or null. */
    public @Nullable FeedException refusal() {
      return oneTooMany != null ? oneTooMany : oneTooManyOfItsAddress;
    }

    /** It is gone. */
    public void ended() {
      leave();
      connections.end();
    }

    private void leave() {
      if (counted != null) {
        connections.end(counted);
        counted = null;
      }
    }
  }
}
