package io.feedhorn.limits;

/**
 * Limits on the number of connections, requests and publishes. Immutable. 0 is no limit.
 *
 * @param connections connections in total
 * @param connectionsPerAddress connections of one client address
 * @param requestsPerSecond requests, and messages on a WebSocket, of one client address
 * @param publishesPerSecond published values of one client address
 */
public record ClientLimits(
    int connections, int connectionsPerAddress, int requestsPerSecond, int publishesPerSecond) {
  /** No limits. */
  public static final ClientLimits NONE = new ClientLimits(0, 0, 0, 0);

  /** Returns these limits with another number of connections in total. */
  public ClientLimits connections(int max) {
    return new ClientLimits(max, connectionsPerAddress, requestsPerSecond, publishesPerSecond);
  }

  /** Returns these limits with another number of connections of one address. */
  public ClientLimits connectionsPerAddress(int max) {
    return new ClientLimits(connections, max, requestsPerSecond, publishesPerSecond);
  }

  /** Returns these limits with another number of requests per second. */
  public ClientLimits requestsPerSecond(int max) {
    return new ClientLimits(connections, connectionsPerAddress, max, publishesPerSecond);
  }

  /** Returns these limits with another number of publishes per second. */
  public ClientLimits publishesPerSecond(int max) {
    return new ClientLimits(connections, connectionsPerAddress, requestsPerSecond, max);
  }
}
