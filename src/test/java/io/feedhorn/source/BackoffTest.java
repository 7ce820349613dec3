package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofMillis(1000), new Random(7));

  @Test
  void eachPauseIsAboutTwiceAsLongUpToTheMaximum() {
    for (long longest : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.nextMillis()).isBetween(longest / 2, longest);
    }
  }

  @Test
  void theFirstPauseIsShortAgainAfterASuccess() {
    for (int i = 0; i < 5; i++) {
      backoff.nextMillis();
    }
    backoff.reset();

    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
  }

  @Test
  void pausesDiffer() {
    Set<Long> pauses = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      pauses.add(backoff.nextMillis());
      backoff.reset();
    }

    assertThat(pauses).hasSizeGreaterThan(10);
  }
}
