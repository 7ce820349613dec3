package io.feedhorn.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {
  private static final int LAST = LatencyBuckets.COUNT - 1;
  private static final double MICRO = 1e-6;

  @Test
  void aTimeIsAboveTheBoundBelowItsBucketAndAtMostAtItsOwn() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long micros = (long) Math.pow(2, random.nextDouble() * 25);
      int index = LatencyBuckets.index(micros);
      double seconds = micros * MICRO;
      if (index > 0) {
        assertThat(seconds).isGreaterThan(LatencyBuckets.upperBound(index - 1) * (1 - 1e-3));
      }
      if (index < LAST) {
        assertThat(seconds).isLessThanOrEqualTo(LatencyBuckets.upperBound(index) * (1 + 1e-3));
      }
    }
  }

  @Test
  void boundsThatArePowersOfTwoAreExact() {
    assertThat(LatencyBuckets.upperBound(LatencyBuckets.index(1_000_000))).isEqualTo(1);
    assertThat(LatencyBuckets.upperBound(LatencyBuckets.index(1_000_001))).isGreaterThan(1);
    assertThat(LatencyBuckets.upperBound(LatencyBuckets.index(15_625))).isEqualTo(0.015625);
    assertThat(LatencyBuckets.upperBound(LatencyBuckets.index(32_000_000))).isEqualTo(32);
  }

  @Test
  void theFirstBucketHasTheShortestAndNegativeTimesAndTheLastOneTheLongest() {
    assertThat(LatencyBuckets.index(Long.MIN_VALUE)).isZero();
    assertThat(LatencyBuckets.index(0)).isZero();
    assertThat(LatencyBuckets.index(61)).isZero();
    assertThat(LatencyBuckets.index(62)).isEqualTo(1);
    assertThat(LatencyBuckets.index(32_000_001)).isEqualTo(LAST);
    assertThat(LatencyBuckets.index(Long.MAX_VALUE)).isEqualTo(LAST);
  }
}
