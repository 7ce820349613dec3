package io.feedhorn.bench;

import java.util.List;

/** Several measurements, each of which is done once in every round. */
record CombinedScenario(List<Scenario.Rounds> parts) implements Scenario.Rounds {
  @Override
  public void round(Testbed testbed, Results results, int round) throws Exception {
    for (Scenario.Rounds part : parts) {
      part.round(testbed, results, round);
    }
  }
}
