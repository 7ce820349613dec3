package io.feedhorn.bench.load;

/**
 * What arrived, apart for those who stall in between. Not thread-safe: owned by the loop.
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
