package io.feedhorn.bench.load;

/**
 * What arrived, apart for those who stall in between. Not thread-safe: owned by the loop.
 *
 * @param reading of those who always read
 * @param stalling of the others
 */
record Tallies(Tally reading, Tally stalling) {
  Tallies() {
    this(new Tally(), new Tally());
  }

  void reset() {
    reading.reset();
    stalling.reset();
  }
}
