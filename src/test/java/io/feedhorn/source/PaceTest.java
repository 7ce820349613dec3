package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final TestClock clock = new TestClock();

  @Test
  void owesNothingBeforeTimePasses() {
    assertThat(new Pace(1000, clock).due()).isZero();
  }

  @Test
  void owesEachTurnOnce() {
    Pace pace = new Pace(4, clock);
    clock.pass(Duration.ofMillis(500));

    assertThat(pace.due()).isEqualTo(2);
    assertThat(pace.due()).isZero();
  }

  @Test
  void keepsTheRateHoweverUnevenlyItIsAsked() {
    Pace pace = new Pace(1234.5, clock);
    long given = 0;
    long millis = 0;
    for (int call = 0; call < 20_000; call++) {
      int late = 1 + call % 17;
      clock.pass(Duration.ofMillis(late));
      millis += late;
      given += pace.due();
    }

    assertThat(given).isEqualTo((long) (millis / 1000.0 * 1234.5));
  }

  @Test
  void forgetsWhatIsOlderThanASecond() {
    Pace pace = new Pace(40, clock);
    clock.pass(Duration.ofHours(1));

    assertThat(pace.due()).isEqualTo(40);
    assertThat(pace.due()).isZero();
  }

  @Test
  void comesToItsTurnAtRatesBelowOneASecond() {
    Pace pace = new Pace(0.1, clock);
    clock.pass(Duration.ofSeconds(9));
    assertThat(pace.due()).isZero();
    clock.pass(Duration.ofSeconds(1));
    assertThat(pace.due()).isOne();
  }

  @Test
  void asksAsOftenAsATurnIsDueWithinReason() {
    assertThat(new Pace(48, clock).periodMillis()).isEqualTo(21);
    assertThat(new Pace(40_000, clock).periodMillis()).isEqualTo(5);
    assertThat(new Pace(0.01, clock).periodMillis()).isEqualTo(250);
  }
}
