package io.feedhorn.cluster;

import static io.feedhorn.cluster.Made.EPOCH;
import static io.feedhorn.cluster.Made.FEED;
import static io.feedhorn.cluster.Made.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitTest {
  private static final Head EMPTY = Head.empty(EPOCH, 5);

  private static Head apply(Commit commit, @Nullable Head head) {
    return Objects.requireNonNull(commit.apply(FEED, head));
  }

  @Test
  void appendsWhatFollows() {
    Head one = apply(new Commit(batch(5, 1, 2), 0), EMPTY);
    Head two = apply(new Commit(batch(5, 3, 1), 0), one);

    assertThat(two.offset()).isEqualTo(3);
    assertThat(two.tail()).extracting(Batch::last).containsExactly(2L, 3L);
  }

  @Test
  void changesNothingTheSecondTime() {
    Commit commit = new Commit(batch(5, 1, 2), 0);
    Head once = apply(commit, EMPTY);

    assertThat(commit.apply(FEED, once)).isSameAs(once);
    assertThat(apply(Commit.read(commit.bytes()), once)).isSameAs(once);
  }

  @Test
  void givesTheSameOnEachNode() {
    Commit commit = new Commit(batch(5, 1, 2), 0);
    Head copy = Head.read(EMPTY.bytes());

    assertThat(apply(Commit.read(commit.bytes()), copy)).isEqualTo(apply(commit, EMPTY));
  }

  @Test
  void refusesASequencerThatWasOvertaken() {
    Head later = EMPTY.openTo(6);

    assertThatThrownBy(() -> new Commit(batch(5, 1, 1), 0).apply(FEED, later))
        .isInstanceOf(Overtaken.class);
    assertThatThrownBy(() -> new Commit(batch(5, 1, 1), 0).apply(FEED, Head.empty("a81c", 5)))
        .isInstanceOf(Overtaken.class);
    assertThatThrownBy(() -> new Commit(batch(5, 1, 1), 0).apply(FEED, null))
        .isInstanceOf(Overtaken.class);
  }

  @Test
  void refusesAnOffsetThatAnotherBatchHasOrThatLeavesAGap() {
    Head head = apply(new Commit(batch(5, 1, 2), 0), EMPTY);

    assertThatThrownBy(() -> new Commit(batch(5, 2, 1), 0).apply(FEED, head))
        .isInstanceOf(Overtaken.class);
    assertThatThrownBy(() -> new Commit(batch(5, 4, 1), 0).apply(FEED, head))
        .isInstanceOf(Overtaken.class);
  }

  @Test
  void letsGoOfWhatEveryNodeHas() {
    Head head = apply(new Commit(batch(5, 1, 2), 0), EMPTY);
    head = apply(new Commit(batch(5, 3, 2), 0), head);
    head = apply(new Commit(batch(5, 5, 1), 3), head);

    assertThat(head.cutAt()).isEqualTo(2);
    assertThat(head.tail()).extracting(Batch::first).containsExactly(3L, 5L);
    assertThat(Head.read(head.bytes())).isEqualTo(head);
  }
}
