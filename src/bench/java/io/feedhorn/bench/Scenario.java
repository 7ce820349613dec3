package io.feedhorn.bench;

/** A measurement that adds rows to the results. */
interface Scenario {
  void measure(Testbed testbed, Results results) throws Exception;
}
