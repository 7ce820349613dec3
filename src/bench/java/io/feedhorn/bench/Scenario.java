package io.feedhorn.bench;

/** A measurement that adds rows to the results. */
interface Scenario {
  void measure(Testbed testbed, Results results) throws Exception;

  /** A measurement in rounds. Several of them can take turns within one round. */
  interface Rounds extends Scenario {
    /**
     * Measures one round.
     *
     * @param round from 1; 0 for the round that does not count, but warms up what stays running
     */
    void round(Testbed testbed, Results results, int round) throws Exception;

    @Override
    default void measure(Testbed testbed, Results results) throws Exception {
      for (int round = 0; round <= testbed.options.rounds(); round++) {
        round(testbed, results, round);
      }
    }
  }
}
