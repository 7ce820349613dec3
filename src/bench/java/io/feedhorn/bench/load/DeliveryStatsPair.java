package io.feedhorn.bench.load;

/**
 * The deliveries of subscribers that always read, and of those that stall. Not thread-safe: owned
 * by the loop.
 *
 * @param reading of those who always read
 * @param stalling of the others
 */
record DeliveryStatsPair(DeliveryStats reading, DeliveryStats stalling) {
  DeliveryStatsPair() {
    this(new DeliveryStats(), new DeliveryStats());
  }

  void reset() {
    reading.reset();
    stalling.reset();
  }
}
