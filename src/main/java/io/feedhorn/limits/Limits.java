package io.feedhorn.limits;

import java.time.Duration;

/**
 * Bounds on what clients may ask of the server. Immutable.
 *
 * @param messageBytes the largest published value
 * @param subscriptions the most patterns of one connection
 * @param backlogBytes what may wait for one slow reader of an {@code every} feed
 * @param client what one client may use of the server
 * @param connections the most connections; 0 for as many as the system allows
 * @param headerBytes the longest first line, and the largest headers, of a request
 * @param requestTime how long a new connection may take to say what it wants
 * @param idleTime how long a connection may wait between two requests, and a body may take
 * @param memoryPercent how full memory may be after a collection before new readers are turned away
 * @param longestWait how long a poll is held at most
 */
public record Limits(
    int messageBytes,
    int subscriptions,
    int backlogBytes,
    PerClient client,
    int connections,
    int headerBytes,
    Duration requestTime,
    Duration idleTime,
    int memoryPercent,
    Duration longestWait) {
  /**
   * 60 KiB, 1000 patterns, 1 MiB. Some readers of event streams get no further than a block of 64
   * KiB, so the largest value leaves 4 KiB of a block to what stands around it.
   */
  public static final Limits DEFAULT = new Limits(60 * 1024, 1000, 1024 * 1024);

  /**
   * What one client, an address, may use. Immutable.
   *
   * @param connections the most connections; 0 for any number
   * @param requests requests and messages a second; 0 for any number
   * @param publishes published values a second; 0 for any number
   */
  public record PerClient(int connections, int requests, int publishes) {
    /** As much as the server has. */
    public static final PerClient UNBOUNDED = new PerClient(0, 0, 0);
  }

  /** All else as it is by default. */
  public Limits(int messageBytes, int subscriptions, int backlogBytes) {
    this(
        messageBytes,
        subscriptions,
        backlogBytes,
        PerClient.UNBOUNDED,
        0,
        16 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(75),
        85,
        Duration.ofSeconds(60));
  }

  /**
   * Returns the largest message of a client, and the largest frame: four times the largest value.
   * The rest is room for the fields around the value, and for the escapes of a value that arrives
   * as a JSON string, as SockJS sends it.
   */
  public int frameBytes() {
    return 4 * messageBytes;
  }

  /** The same but for what one client may use. */
  public Limits client(PerClient other) {
    return new Limits(
        messageBytes,
        subscriptions,
        backlogBytes,
        other,
        connections,
        headerBytes,
        requestTime,
        idleTime,
        memoryPercent,
        longestWait);
  }

  /** The same but for the number of connections. */
  public Limits connections(int most) {
    return new Limits(
        messageBytes,
        subscriptions,
        backlogBytes,
        client,
        most,
        headerBytes,
        requestTime,
        idleTime,
        memoryPercent,
        longestWait);
  }

  /** The same but for how long connections may keep the server waiting. */
  public Limits patience(Duration request, Duration idle) {
    return new Limits(
        messageBytes,
        subscriptions,
        backlogBytes,
        client,
        connections,
        headerBytes,
        request,
        idle,
        memoryPercent,
        longestWait);
  }

  /** The same but for how full memory may be. */
  public Limits memoryPercent(int most) {
    return new Limits(
        messageBytes,
        subscriptions,
        backlogBytes,
        client,
        connections,
        headerBytes,
        requestTime,
        idleTime,
        most,
        longestWait);
  }

  /** The same but for how long a poll is held. */
  public Limits longestWait(Duration most) {
    return new Limits(
        messageBytes,
        subscriptions,
        backlogBytes,
        client,
        connections,
        headerBytes,
        requestTime,
        idleTime,
        memoryPercent,
        most);
  }
}
