package io.feedhorn.cluster.voters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FirstVotersTest {
  @Test
  void theWarningAboutAnEvenNumberSaysWhatALossMeans() {
    assertThat(FirstVoters.evenNumber(new VoterSet(List.of("a", "b"))))
        .isEqualTo(
            "Publishing on durable feeds needs both voters: it stops when one is lost. Use three");
    assertThat(FirstVoters.evenNumber(new VoterSet(List.of("a", "b", "c", "d"))))
        .isEqualTo(
            "Publishing on durable feeds needs 3 of the 4 voters: no more may be lost than of 3."
                + " Use an odd number");
  }
}
