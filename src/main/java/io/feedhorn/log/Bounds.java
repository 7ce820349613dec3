package io.feedhorn.log;

/**
 * How much there may be of what publishing brings into being. Immutable.
 *
 * @param feeds the most feeds; those that are configured come on top
 * @param topics the most topics of one feed
 */
public record Bounds(int feeds, int topics) {
  /** 10,000 feeds, 100,000 topics of each. */
  public static final Bounds DEFAULT = new Bounds(10_000, 100_000);
}
