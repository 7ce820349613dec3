package io.feedhorn.cluster.replica;

import static io.feedhorn.cluster.replica.TestBatches.EPOCH;
import static io.feedhorn.cluster.replica.TestBatches.FEED;
import static io.feedhorn.cluster.replica.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitBatchTest {
  private static final CommittedHead EMPTY = CommittedHead.empty(EPOCH, 5);

  private static CommittedHead apply(CommitBatch commit, @Nullable CommittedHead head) {
    return Objects.requireNonNull(commit.apply(FEED, head));
  }

  @Test
  void appendsTheNextBatch() {
    CommittedHead first = apply(new CommitBatch(batch(5, 1, 2), 0), EMPTY);
    CommittedHead second = apply(new CommitBatch(batch(5, 3, 1), 0), first);

    assertThat(second.offset()).isEqualTo(3);
    assertThat(second.tail()).extracting(Batch::lastOffset).containsExactly(2L, 3L);
  }

  @Test
  void changesNothingWhenRepeated() {
    CommitBatch commit = new CommitBatch(batch(5, 1, 2), 0);
    CommittedHead once = apply(commit, EMPTY);

    assertThat(commit.apply(FEED, once)).isSameAs(once);
    assertThat(apply(CommitBatch.read(commit.bytes()), once)).isSameAs(once);
  }

  @Test
  void returnsTheSameOnEachNode() {
    CommitBatch commit = new CommitBatch(batch(5, 1, 2), 0);
    CommittedHead copy = CommittedHead.read(EMPTY.bytes());

    assertThat(apply(CommitBatch.read(commit.bytes()), copy)).isEqualTo(apply(commit, EMPTY));
  }

  @Test
  void rejectsTheBatchOfAFormerOwner() {
    CommittedHead later = EMPTY.withTerm(6);

    assertThatThrownBy(() -> new CommitBatch(batch(5, 1, 1), 0).apply(FEED, later))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(
            () -> new CommitBatch(batch(5, 1, 1), 0).apply(FEED, CommittedHead.empty("a81c", 5)))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> new CommitBatch(batch(5, 1, 1), 0).apply(FEED, null))
        .isInstanceOf(FencedException.class);
  }

  @Test
  void rejectsAnOffsetThatIsTakenOrLeavesAGap() {
    CommittedHead head = apply(new CommitBatch(batch(5, 1, 2), 0), EMPTY);

    assertThatThrownBy(() -> new CommitBatch(batch(5, 2, 1), 0).apply(FEED, head))
        .isInstanceOf(FencedException.class);
    assertThatThrownBy(() -> new CommitBatch(batch(5, 4, 1), 0).apply(FEED, head))
        .isInstanceOf(FencedException.class);
  }

  @Test
  void removesBatchesThatEveryNodeHas() {
    CommittedHead head = apply(new CommitBatch(batch(5, 1, 2), 0), EMPTY);
    head = apply(new CommitBatch(batch(5, 3, 2), 0), head);
    head = apply(new CommitBatch(batch(5, 5, 1), 3), head);

    assertThat(head.truncatedBefore()).isEqualTo(2);
    assertThat(head.tail()).extracting(Batch::firstOffset).containsExactly(3L, 5L);
    assertThat(CommittedHead.read(head.bytes())).isEqualTo(head);
  }
}
