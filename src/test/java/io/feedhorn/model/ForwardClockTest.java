package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("race")
@Timeout(60)
class ForwardClockTest {
  private final FakeClock machine = new FakeClock();
  private final Clock clock = machine.forward();

  @Test
  void followsTheWallClockToTheMicrosecond() {
    for (int i = 0; i < 1_000; i++) {
      machine.pass(Duration.ofNanos(1_000L * i));
      assertThat(clock.micros()).isEqualTo(machine.micros());
    }
  }

  @Test
  void jumpsForwardWithTheWallClock() {
    machine.jump(Duration.ofHours(2));

    assertThat(clock.micros()).isEqualTo(machine.micros());
  }

  @Test
  void continuesAtAlmostTheRateOfTimeIfTheWallClockIsSetBack() {
    long before = clock.micros();
    machine.jump(Duration.ofMinutes(-30));
    assertThat(clock.micros()).isEqualTo(before);

    for (int second = 1; second <= 600; second++) {
      machine.pass(Duration.ofSeconds(1));
      assertThat(clock.micros() - before).isBetween(second * 995_000L - 10, second * 1_000_000L);
    }
  }

  @Test
  void catchesUpWithTheWallClock() {
    machine.jump(Duration.ofSeconds(-1));
    clock.micros();
    machine.pass(Duration.ofSeconds(199));
    assertThat(clock.micros()).isGreaterThan(machine.micros());

    machine.pass(Duration.ofSeconds(2));
    assertThat(clock.micros()).isEqualTo(machine.micros());
  }

  @Test
  void manyReadsWhileTheWallClockIsBehindDoNotSlowItDown() {
    long before = clock.micros();
    machine.jump(Duration.ofMinutes(-30));

    for (int i = 0; i < 1_000_000; i++) {
      machine.pass(Duration.ofNanos(700));
      clock.micros();
    }

    assertThat(clock.micros() - before).isBetween(696_000L, 700_000L);
  }

  @Test
  void neverDecreasesWhenTheWallClockChanges() throws Exception {
    AtomicLong shift = new AtomicLong();
    Clock system = Clock.system();
    Clock shifted = new ForwardClock(() -> system.wallMicros() + shift.get(), System::nanoTime);
    AtomicLong newest = new AtomicLong();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> reading = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        Random random = new Random(reader);
        reading.add(readers.submit(() -> backwards(shifted, shift, newest, random)));
      }
      for (Future<Integer> each : reading) {
        assertThat(each.get()).isZero();
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Counts the reads that are less than an earlier read of any thread. */
  private static int backwards(Clock clock, AtomicLong shift, AtomicLong newest, Random random) {
    int backwards = 0;
    for (int i = 0; i < 200_000; i++) {
      if (i % 1_000 == 0) {
        shift.addAndGet(random.nextInt(-2_000_000, 1_000_000));
      }
      long least = newest.get();
      long now = clock.micros();
      backwards += now < least ? 1 : 0;
      newest.accumulateAndGet(now, Math::max);
    }
    return backwards;
  }
}
