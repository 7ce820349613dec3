package io.feedhorn.cluster.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes, as processes, under load and faults. {@link Main} has more of it. */
@Timeout(600)
class ClusterStormIT {
  private static final long SEED = 11;

  @Test
  void nothingIsLostThroughAKillAPauseAndARollingRestart() throws Exception {
    Plan plan =
        Plan.of(Fault.SERIES)
            .seed(SEED)
            .rounds(1)
            .perSecond(400)
            .hoppers(6)
            .on(Setup.THREE.brief());
    Tally tally = Storm.run(plan, System.out::println);

    assertThat(tally.proof().answered()).isGreaterThan((long) plan.perSecond());
    assertThat(tally.holds()).as(tally.toString()).isTrue();
    assertThat(tally.proof().resets()).as(tally.toString()).isZero();
  }
}
