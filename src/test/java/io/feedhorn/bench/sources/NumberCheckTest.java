package io.feedhorn.bench.sources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberCheckTest {
  private final NumberCheck check = new NumberCheck(4);

  @Test
  void eachOnceAndInOrderOfItsTopicIsFaultless() {
    check.add("n.p0", 0);
    check.add("n.p1", 3);
    check.add("n.p0", 1);
    check.add("n.p0", 2);

    assertThat(check.isFaultless()).isTrue();
    assertThat(check).hasToString("lost 0, twice 0, out of order 0, never sent 0");
  }

  @Test
  void everyFaultIsCounted() {
    check.add("n.x", 0);
    check.add("n.x", 2);
    check.add("n.x", 1);
    check.add("n.x", 1);
    check.add("n.x", 4);

    assertThat(check.isFaultless()).isFalse();
    assertThat(check).hasToString("lost 1, twice 1, out of order 1, never sent 1");
  }
}
