package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerClockTest {
  private final ServerClock clock = new ServerClock();

  @Test
  void theExchangeWithTheShortestRoundTripIsUsed() {
    clock.add(1_000, 501_000, 1_800);
    clock.add(2_000, 502_100, 2_200);
    clock.add(3_000, 503_900, 4_000);

    assertThat(clock.offset().micros()).isEqualTo(500_000);
    assertThat(clock.offset().roundTripMicros()).isEqualTo(200);
    assertThat(clock.offset().samples()).isEqualTo(3);
  }

  @Test
  void theErrorCoversAsymmetricDelays() {
    long trueOffset = -600_000_000;
    for (long delay = 0; delay <= 1_000; delay += 250) {
      ServerClock one = new ServerClock();
      one.add(10_000, 10_000 + delay + trueOffset, 11_000);

      ServerClock.Offset offset = one.offset();
      assertThat(Math.abs(offset.micros() - trueOffset))
          .as("%d of 1000 µs on the way to the server", delay)
          .isLessThanOrEqualTo(offset.errorMicros());
      assertThat(offset.errorMicros()).isBetween(500L, 502L);
    }
  }

  @Test
  void exchangesOlderThanHalfAMinuteAreNotUsed() {
    clock.add(0, 100, 10);
    clock.add(20_000_000, 20_000_600, 20_000_200);
    assertThat(clock.offset().roundTripMicros()).isEqualTo(10);

    clock.add(31_000_000, 31_000_700, 31_000_400);
    assertThat(clock.offset().roundTripMicros()).isEqualTo(200);
    assertThat(clock.offset().micros()).isEqualTo(500);
  }
}
