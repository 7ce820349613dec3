package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RatePacerTest {
  private final FakeNanoClock clock = new FakeNanoClock();

  @Test
  void hasNoDueTicksAtTheStart() {
    assertThat(new RatePacer(1000, clock).dueTicks()).isZero();
  }

  @Test
  void returnsEachDueTickOnce() {
    RatePacer pacer = new RatePacer(4, clock);
    clock.advance(Duration.ofMillis(500));

    assertThat(pacer.dueTicks()).isEqualTo(2);
    assertThat(pacer.dueTicks()).isZero();
  }

  @Test
  void keepsTheRateWithIrregularCalls() {
    RatePacer pacer = new RatePacer(1234.5, clock);
    long given = 0;
    long millis = 0;
    for (int call = 0; call < 20_000; call++) {
      int late = 1 + call % 17;
      clock.advance(Duration.ofMillis(late));
      millis += late;
      given += pacer.dueTicks();
    }

    assertThat(given).isEqualTo((long) (millis / 1000.0 * 1234.5));
  }

  @Test
  void dropsTicksOlderThanASecond() {
    RatePacer pacer = new RatePacer(40, clock);
    clock.advance(Duration.ofHours(1));

    assertThat(pacer.dueTicks()).isEqualTo(40);
    assertThat(pacer.dueTicks()).isZero();
  }

  @Test
  void supportsRatesBelowOnePerSecond() {
    RatePacer pacer = new RatePacer(0.1, clock);
    clock.advance(Duration.ofSeconds(9));
    assertThat(pacer.dueTicks()).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(pacer.dueTicks()).isOne();
  }

  @Test
  void periodIsThatOfTheTicksWithinBounds() {
    assertThat(new RatePacer(48, clock).periodMillis()).isEqualTo(21);
    assertThat(new RatePacer(40_000, clock).periodMillis()).isEqualTo(5);
    assertThat(new RatePacer(0.01, clock).periodMillis()).isEqualTo(250);
  }
}
