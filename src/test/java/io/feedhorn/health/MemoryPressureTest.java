package io.feedhorn.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The limit of memory pressure, and its measurement. */
class MemoryPressureTest {
  private double inUse;
  private final MemoryPressure memory = new MemoryPressure(80, () -> inUse);

  private boolean isHighAt(double share) {
    inUse = share;
    memory.update();
    return memory.isHigh();
  }

  @Test
  void isHighFromTheLimitUntilTheShareIsClearlyBelow() {
    assertThat(isHighAt(0.79)).isFalse();
    assertThat(isHighAt(0.8)).isTrue();
    assertThat(isHighAt(0.78)).isTrue();
    assertThat(isHighAt(0.74)).isFalse();
    assertThat(isHighAt(0.78)).isFalse();
  }

  @Test
  void countsMemoryThatIsInUseAfterACollection() {
    byte[][] kept = new byte[64][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new byte[1024 * 1024];
    }
    System.gc();
    double withIt = MemoryPressure.heapInUse();
    double expected = 64.0 * 1024 * 1024 / Runtime.getRuntime().maxMemory();

    assertThat(withIt).isBetween(expected, 1.0);
    assertThat(kept.length).isEqualTo(64);
  }
}
