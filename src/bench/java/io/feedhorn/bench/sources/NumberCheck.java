package io.feedhorn.bench.sources;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** The numbers that a source has published, and what is wrong with them. Not thread-safe. */
final class NumberCheck {
  private final int numbers;
  private final BitSet found = new BitSet();
  private final Map<String, Integer> newestByTopic = new HashMap<>();
  private int unknown;
  private int twice;
  private int outOfOrder;

  /**
   * @param numbers how many there are, from 0
   */
  NumberCheck(int numbers) {
    this.numbers = numbers;
  }

  /** Adds the next update of a topic. */
  void add(String topic, int number) {
    if (number < 0 || number >= numbers) {
      unknown++;
      return;
    }
    if (found.get(number)) {
      twice++;
      return;
    }
    found.set(number);
    Integer before = newestByTopic.put(topic, number);
    if (before != null && before > number) {
      outOfOrder++;
    }
  }

  /** Returns how many numbers were published. */
  int count() {
    return found.cardinality();
  }

  boolean isComplete() {
    return count() == numbers;
  }

  boolean isFaultless() {
    return isComplete() && twice == 0 && outOfOrder == 0 && unknown == 0;
  }

  @Override
  public String toString() {
    return "lost %d, twice %d, out of order %d, never sent %d"
        .formatted(numbers - count(), twice, outOfOrder, unknown);
  }
}
