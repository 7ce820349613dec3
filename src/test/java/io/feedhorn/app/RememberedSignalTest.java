package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedSignalTest {
  private final RememberedSignal signal = new RememberedSignal();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void signalsBeforeTheActionRunItOnce() {
    signal.run();
    signal.run();
    signal.setAction(runs::incrementAndGet);

    assertThat(runs).hasValue(1);
  }

  @Test
  void eachLaterSignalRunsTheAction() {
    signal.setAction(runs::incrementAndGet);
    assertThat(runs).hasValue(0);

    signal.run();
    signal.run();

    assertThat(runs).hasValue(2);
  }
}
