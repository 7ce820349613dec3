package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayPaceTest {
  private final AtomicLong now = new AtomicLong(1_000);

  private ReplayPace pace(double speed) {
    return new ReplayPace(speed, now::get);
  }

  @Test
  void messagesAreDueByTheirTimes() {
    ReplayPace pace = pace(10);

    assertThat(pace.delayMillis(50_000L)).isZero();
    assertThat(pace.delayMillis(60_000L)).isEqualTo(1_000);
    now.set(2_500);
    assertThat(pace.delayMillis(70_000L)).as("no drift").isEqualTo(500);
  }

  @Test
  void slowerThanTheOriginal() {
    ReplayPace pace = pace(0.1);
    pace.delayMillis(0L);

    assertThat(pace.delayMillis(100L)).isEqualTo(1_000);
  }

  @Test
  void aLoopStartsAnew() {
    ReplayPace pace = pace(1);
    pace.delayMillis(5_000L);
    now.set(9_000);

    assertThat(pace.delayMillis(4_000L)).isZero();
    assertThat(pace.delayMillis(4_200L)).isEqualTo(200);
  }

  @Test
  void withoutASpeedOrATimeThereAreNoPauses() {
    assertThat(pace(0).delayMillis(50_000L)).isZero();
    assertThat(pace(1).delayMillis(null)).isZero();
  }
}
