package io.feedhorn.demo;

/**
 * A price within a day, in cents.
 *
 * @param high the day's highest price so far
 * @param low the day's lowest price so far
 */
record Tick(long price, long high, long low) {
  /** The day's first tick. */
  static Tick open(long price) {
    return new Tick(price, price, price);
  }

  /** The tick that follows at another price. */
  Tick to(long next) {
    return new Tick(next, Math.max(high, next), Math.min(low, next));
  }
}
