package io.feedhorn.limits;

/**
 * Limits on what clients may send and use. Immutable.
 *
 * @param messageBytes the size of a published value
 * @param subscriptions the number of patterns of one connection
 * @param backlogBytes the updates that wait for one slow reader of an {@code every} feed
 * @param client limits on connections, requests and publishes
 * @param http limits on HTTP requests
 * @param memoryPercent the share of memory in use after a collection at which new readers are
 *     refused
 */
public record Limits(
    int messageBytes,
    int subscriptions,
    int backlogBytes,
    ClientLimits client,
    HttpLimits http,
    int memoryPercent) {
  /**
   * 60 KiB, 1000 patterns, 1 MiB. Some readers of event streams accept blocks of at most 64 KiB;
   * the largest value leaves 4 KiB of a block for the other fields.
   */
  public static final Limits DEFAULT = new Limits(60 * 1024, 1000, 1024 * 1024);

  /** A message may contain a value with escapes, which are longer than the value. */
  public static final int FRAME_FACTOR = 4;

  private static final int DEFAULT_MEMORY_PERCENT = 85;

  /** Creates limits with defaults for everything else. */
  public Limits(int messageBytes, int subscriptions, int backlogBytes) {
    this(
        messageBytes,
        subscriptions,
        backlogBytes,
        ClientLimits.NONE,
        HttpLimits.DEFAULT,
        DEFAULT_MEMORY_PERCENT);
  }

  /** Returns the size of a WebSocket frame or message that contains a value of the largest size. */
  public int frameBytes() {
    return messageBytes * FRAME_FACTOR;
  }

  /** Returns these limits with other limits on connections, requests and publishes. */
  public Limits client(ClientLimits other) {
    return new Limits(messageBytes, subscriptions, backlogBytes, other, http, memoryPercent);
  }

  /** Returns these limits with other limits on HTTP requests. */
  public Limits http(HttpLimits other) {
    return new Limits(messageBytes, subscriptions, backlogBytes, client, other, memoryPercent);
  }

  /** Returns these limits with another share of memory. */
  public Limits memoryPercent(int percent) {
    return new Limits(messageBytes, subscriptions, backlogBytes, client, http, percent);
  }
}
