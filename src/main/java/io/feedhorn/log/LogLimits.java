package io.feedhorn.log;

/**
 * How much there may be of what publishing brings into being. Immutable.
 *
 * @param feeds the most feeds; those that are configured come on top
 * @param topics the most topics of one feed
 */
public record LogLimits(int feeds, int topics) {
  /** 10,000 feeds, 100,000 topics of each. */
  public static final LogLimits DEFAULT = new LogLimits(10_000, 100_000);
}
