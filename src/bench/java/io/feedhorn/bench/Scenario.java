package io.feedhorn.bench;

/** One question, measured in one go. */
interface Scenario {
  void measure(Testbed testbed, Results results) throws Exception;
}
