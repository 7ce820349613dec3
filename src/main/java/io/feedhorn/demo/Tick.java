package io.feedhorn.demo;

/**
 * A price within a day, in cents. Immutable.
 *
 * @param high the day's highest price so far
 * @param low the day's lowest price so far
 */
record Tick(long price, long high, long low) {
  /** Returns the first tick of a day. */
  static Tick open(long price) {
    return new Tick(price, price, price);
  }

  /** Returns the next tick, at this price. */
  Tick to(long next) {
    return new Tick(next, Math.max(high, next), Math.min(low, next));
  }
}
