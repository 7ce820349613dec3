package io.feedhorn.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryPressureTest {
  private double inUse;
  private final MemoryPressure memory = new MemoryPressure(80, () -> inUse);

  private boolean isShortAt(double part) {
    inUse = part;
    memory.look();
    return memory.isShort();
  }

  @Test
  void isShortFromTheBoundOnAndUntilThereIsRoomAgain() {
    assertThat(isShortAt(0.79)).isFalse();
    assertThat(isShortAt(0.8)).isTrue();
    assertThat(isShortAt(0.78)).isTrue();
    assertThat(isShortAt(0.74)).isFalse();
    assertThat(isShortAt(0.78)).isFalse();
  }

  @Test
  void countsWhatACollectionLeavesNotWhatItTakesAway() {
    byte[][] kept = new byte[64][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new byte[1024 * 1024];
    }
    System.gc();
    double withIt = MemoryPressure.heap();
    double expected = 64.0 * 1024 * 1024 / Runtime.getRuntime().maxMemory();

    assertThat(withIt).isBetween(expected, 1.0);
    assertThat(kept.length).isEqualTo(64);
  }
}
