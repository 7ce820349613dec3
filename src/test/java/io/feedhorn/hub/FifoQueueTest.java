package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FifoQueueTest {
  private final TestUpdates updates = new TestUpdates();
  private final FifoQueue queue = new FifoQueue();

  @Test
  void anySequenceOfCallsBehavesAsOnAReferenceQueue() {
    Random random = new Random(1);
    ArrayDeque<Update> expected = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextInt(5) < 2) {
        assertThat(queue.poll()).isSameAs(expected.poll());
      } else {
        Update update = updates.next("prices.a");
        queue.add(update);
        expected.add(update);
      }
      assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
      if (random.nextInt(50) == 0) {
        queue.clear();
        expected.clear();
      }
    }
  }

  @Test
  void returnsTheRemovedUpdatesAndKeepsTheOrderOfTheOthers() {
    List<Update> added = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Update update = updates.next(i % 2 == 0 ? "prices.a" : "prices.b");
      queue.add(update);
      added.add(update);
    }

    assertThat(queue.removeIf(update -> update.topic().name().equals("prices.a")))
        .containsExactly(added.get(0), added.get(2), added.get(4));
    assertThat(queue.poll()).isSameAs(added.get(1));
    assertThat(queue.poll()).isSameAs(added.get(3));
    assertThat(queue.poll()).isSameAs(added.get(5));
    assertThat(queue.poll()).isNull();
    assertThat(queue.removeIf(update -> true)).isEmpty();
  }
}
