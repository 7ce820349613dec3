package io.feedhorn.bench.load;

/**
 * The counters of subscribers that always read, and of those that stall. Not thread-safe: owned by
 * the loop's thread.
 *
 * @param reading subscribers that always read
 * @param stalling subscribers that stall
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
