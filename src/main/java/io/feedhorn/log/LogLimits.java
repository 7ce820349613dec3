package io.feedhorn.log;

/**
 * The limits for feeds and topics, which are created by publishing on them. Immutable.
 *
 * @param feeds the maximum number of feeds; configured feeds can always be created
 * @param topics the maximum number of topics of one feed
 */
public record LogLimits(int feeds, int topics) {
  /** 10,000 feeds, 100,000 topics of each. */
  public static final LogLimits DEFAULT = new LogLimits(10_000, 100_000);
}
