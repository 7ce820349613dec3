package io.feedhorn.cluster.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes, as processes, under load and faults. {@link StormMain} runs longer storms. */
@Timeout(600)
class ClusterStormIT {
  private static final long SEED = 11;

  @Test
  void noUpdateIsLostInAKillASuspensionAndARollingRestart() throws Exception {
    StormPlan plan =
        StormPlan.of(StormFault.SERIES)
            .seed(SEED)
            .rounds(1)
            .perSecond(250)
            .hoppers(6)
            .withSetup(StormSetup.THREE.withFastStart());
    StormTally tally = Storm.run(plan, System.out::println);

    assertThat(tally.violations().onReceipt()).isGreaterThan((long) plan.perSecond());
    assertThat(tally.isClean()).as(tally.toString()).isTrue();
    assertThat(tally.violations().resets()).as(tally.toString()).isZero();
  }
}
