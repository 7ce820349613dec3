package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.Update;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflatingQueueTest {
  private final TestUpdates updates = new TestUpdates();
  private final ConflatingQueue queue = new ConflatingQueue();

  @Test
  void replacesAnUpdateByANewerOneOfItsTopicAtTheEnd() {
    Update first = add("prices.a", true);
    Update other = add("prices.b", true);
    Update newest = updates.next("prices.a");

    assertThat(queue.removeReplacedBy(newest, true)).isEqualTo(new PendingUpdate(first, true));
    queue.add(new PendingUpdate(newest, true));
    assertThat(queue.drain()).extracting(PendingUpdate::update).containsExactly(other, newest);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void keepsUpdatesThatAreNotReplaceable() {
    Update first = add("prices.a", false);
    Update replaceable = add("prices.a", true);
    Update last = add("prices.a", false);
    Update newest = updates.next("prices.a");

    assertThat(queue.removeReplacedBy(newest, false)).isNull();
    assertThat(queue.removeReplacedBy(newest, true))
        .isEqualTo(new PendingUpdate(replaceable, true));
    assertThat(queue.drain()).extracting(PendingUpdate::update).containsExactly(first, last);
  }

  @Test
  void findsTheSameUpdateThatIsNotReplaceable() {
    Update update = add("prices.a", false);

    assertThat(queue.removeReplacedBy(update, false)).isEqualTo(new PendingUpdate(update, false));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void returnsTheOldestFirst() {
    Update first = add("prices.b", true);
    Update second = add("prices.a", false);

    assertThat(queue.poll()).isEqualTo(new PendingUpdate(first, true));
    assertThat(queue.poll()).isEqualTo(new PendingUpdate(second, false));
    assertThat(queue.poll()).isNull();
  }

  @Test
  void returnsTheRemovedUpdatesAndKeepsTheOrderOfTheOthers() {
    Update first = add("prices.a", true);
    Update second = add("prices.b", false);
    Update third = add("prices.a", false);
    Update fourth = add("prices.c", true);

    assertThat(queue.removeIf(update -> update.topic().name().equals("prices.a")))
        .extracting(PendingUpdate::update)
        .containsExactly(first, third);
    assertThat(queue.drain()).extracting(PendingUpdate::update).isEqualTo(List.of(second, fourth));
  }

  @Test
  void reportsAnUpdateThatWasAddedInPlaceOfAnother() {
    add("prices.a", true);

    assertThatThrownBy(() -> add("prices.a", true)).isInstanceOf(AssertionError.class);
  }

  private Update add(String topic, boolean replaceable) {
    Update update = updates.next(topic);
    queue.add(new PendingUpdate(update, replaceable));
    return update;
  }
}
