package io.feedhorn.access;

/**
 * Bounds on what one client may ask of the server. Immutable.
 *
 * @param messageBytes the largest published value
 * @param subscriptions the most patterns of one connection
 * @param backlogBytes what may wait for one slow reader of an {@code every} feed
 */
public record Limits(int messageBytes, int subscriptions, int backlogBytes) {
  /** 64 KiB, 1000 patterns, 1 MiB. */
  public static final Limits DEFAULT = new Limits(64 * 1024, 1000, 1024 * 1024);
}
