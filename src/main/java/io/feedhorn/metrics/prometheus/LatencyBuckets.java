package io.feedhorn.metrics.prometheus;

import java.util.concurrent.TimeUnit;

/**
 * The buckets of a histogram of times, those of Prometheus' native histograms of schema 2: each
 * bound is 2<sup>1/4</sup> times the previous one. Every fourth bound, a power of two in seconds,
 * is also a bound of the classic form, so both forms agree. Computed with integers, without a
 * logarithm and without a search.
 */
final class LatencyBuckets {
  /** The number of buckets between two powers of two is 2 to this power. */
  static final int SCHEMA = 2;

  /** The number of buckets between two powers of two. */
  static final int STEPS = 1 << SCHEMA;

  /** The first bound is 2 to this power seconds, 61 microseconds. */
  static final int MIN_EXPONENT = -14;

  /** The last bound is 2 to this power seconds, 32 seconds. */
  static final int MAX_EXPONENT = 5;

  /** The number of buckets: up to the first bound, between the bounds, and above the last one. */
  static final int COUNT = (MAX_EXPONENT - MIN_EXPONENT) * STEPS + 2;

  private static final int UNIT_BITS = 24;
  private static final long UNITS_PER_SECOND = 1L << UNIT_BITS;
  private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long MAX_MICROS = MICROS_PER_SECOND << MAX_EXPONENT;

  /** The mantissa of a number has its highest bit here. */
  private static final int MANTISSA_BITS = 62;

  private static final long[] STEP_MANTISSAS = {
    1L << MANTISSA_BITS, mantissa(1), mantissa(2), mantissa(3)
  };

  private LatencyBuckets() {}

  private static long mantissa(int step) {
    return (long) Math.scalb(Math.pow(2, (double) step / STEPS), MANTISSA_BITS);
  }

  /** Returns the index of the bucket of a time; negative times are in the first one. */
  static int index(long micros) {
    if (micros <= 0) {
      return 0;
    }
    if (micros > MAX_MICROS) {
      return COUNT - 1;
    }
    // Rounded up, because a bound belongs to the bucket below it.
    long units = (micros * UNITS_PER_SECOND + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND;
    int zeros = Long.numberOfLeadingZeros(units);
    int exponent = Long.SIZE - 1 - zeros - UNIT_BITS;
    long mantissa = units << (zeros - 1);
    int step = 0;
    while (step < STEPS && mantissa > STEP_MANTISSAS[step]) {
      step++;
    }
    return Math.max(0, (exponent - MIN_EXPONENT) * STEPS + step);
  }

  /** Returns the index of the native bucket: its upper bound is 2 to a STEPS-th of this. */
  static int nativeIndex(int index) {
    return MIN_EXPONENT * STEPS + index;
  }

  /** Returns the upper bound of a bucket but the last, in seconds. */
  static double upperBound(int index) {
    return Math.pow(2, (double) nativeIndex(index) / STEPS);
  }
}
