package io.feedhorn.cluster.owner;

import static io.feedhorn.cluster.replica.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.model.Position;
import io.vertx.core.eventbus.ReplyException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A node takes a feed over from a head that the grid kept of a node which was cut off. Batches of
 * term 1 are those of the former owner, those of term 2 of the one that continued meanwhile.
 */
class OwnerRecoveryTest {
  /** Later than those that the clock of the owner gives. */
  private static final long LATER_TERM = Long.MAX_VALUE / 2;

  private RecoveringNodes nodes = new RecoveringNodes(RecoveringNodes.NAMES);

  @AfterEach
  void stop() {
    nodes.close();
  }

  private void replica(String node, Batch... batches) {
    nodes.node(node).apply(batches);
  }

  private void head(long term, Batch... tail) {
    long end = tail[tail.length - 1].lastOffset();
    nodes.store.head = new CommittedHead(TestBatches.EPOCH, term, end, List.of(tail));
  }

  private CommittedHead recover() {
    CommittedHead head = nodes.node("a").recover();
    assertThat(nodes.store.head).isEqualTo(head);
    assertThat(nodes.node("a").replica.log().offset()).isEqualTo(head.offset());
    return head;
  }

  private long termOf(long offset) {
    return Objects.requireNonNull(nodes.node("a").replica.log().recentBatches().containing(offset))
        .term();
  }

  private void assertSameEpoch(CommittedHead head) {
    assertThat(head.epoch()).isEqualTo(TestBatches.EPOCH);
    assertThat(nodes.node("a").listener.resets).isEmpty();
  }

  @Test
  void theNewestBatchOfTheHeadIsAdopted() {
    head(1, batch(1, 1, 3), batch(1, 4, 1));
    RecoveringNodes.NAMES.forEach(node -> replica(node, batch(1, 1, 3)));

    CommittedHead head = recover();

    assertThat(head.offset()).isEqualTo(4);
    assertThat(head.term()).isGreaterThan(1);
    assertSameEpoch(head);
  }

  @Test
  void theReplicasCountIfTheyHaveMoreThanTheHead() {
    head(1, batch(1, 1, 3));
    replica("a", batch(1, 1, 3));
    replica("b", batch(1, 1, 3), batch(1, 4, 2));
    replica("c", batch(1, 1, 3));

    CommittedHead head = recover();

    assertThat(head.offset()).isEqualTo(5);
    assertSameEpoch(head);
  }

  @Test
  void aBatchThatWasNotCommittedDoesNotBeginANewEpoch() {
    head(1, batch(1, 1, 3), batch(1, 4, 1));
    replica("a", batch(1, 1, 3));
    replica("b", batch(1, 1, 3), batch(2, 4, 2), batch(2, 6, 1));
    replica("c", batch(1, 1, 3), batch(2, 4, 2));

    CommittedHead head = recover();

    assertThat(head.offset()).isEqualTo(6);
    assertThat(head.term()).isGreaterThan(2);
    assertThat(termOf(4)).isEqualTo(2);
    assertSameEpoch(head);
  }

  @Test
  void aBatchThatWasNotCommittedIsNotPutInPlaceOfACommittedOne() {
    head(1, batch(1, 1, 3), batch(1, 4, 1));
    replica("a", batch(1, 1, 3));
    replica("b", batch(1, 1, 3), batch(2, 4, 1));
    replica("c", batch(1, 1, 3));

    CommittedHead head = recover();

    assertThat(head.offset()).isEqualTo(4);
    assertThat(termOf(4)).isEqualTo(2);
    assertSameEpoch(head);
  }

  @Test
  void aBatchThatALaterOwnerDidNotFindIsDropped() {
    head(1, batch(1, 1, 3), batch(1, 4, 1));
    RecoveringNodes.NAMES.forEach(node -> replica(node, batch(1, 1, 3)));
    nodes.node("c").replica.log().observeTerm(LATER_TERM);

    CommittedHead head = recover();

    assertThat(head.offset()).isEqualTo(3);
    assertThat(head.term()).isGreaterThan(LATER_TERM);
    assertSameEpoch(head);
  }

  @Test
  void aNodeThatDoesNotAnswerMayHaveMore() {
    nodes.close();
    nodes = new RecoveringNodes(List.of("a", "b"));
    head(1, batch(1, 1, 3));
    replica("a", batch(1, 1, 3));
    replica("b", batch(1, 1, 3));

    assertThatThrownBy(() -> nodes.node("a").recover()).isInstanceOf(ReplyException.class);

    assertThat(nodes.node("a").listener.resets).isEmpty();
  }

  @Test
  void aNewEpochBeginsIfTheReplicasLackACommittedBatch() {
    head(3, batch(1, 1, 3), batch(3, 4, 1));
    RecoveringNodes.NAMES.forEach(node -> replica(node, batch(1, 1, 3), batch(1, 4, 2)));

    CommittedHead head = recover();

    assertThat(head.epoch()).isNotEqualTo(TestBatches.EPOCH);
    assertThat(nodes.node("a").listener.resets).hasSize(1);
  }

  @Test
  void aNewEpochBeginsIfTheReplicasAreBehindWhatTheHeadDropped() {
    nodes.store.head = new CommittedHead(TestBatches.EPOCH, 1, 6, List.of(batch(1, 6, 1)));
    RecoveringNodes.NAMES.forEach(node -> replica(node, batch(1, 1, 3)));
    nodes.node("c").replica.log().observeTerm(2);

    assertThat(recover().epoch()).isNotEqualTo(TestBatches.EPOCH);
  }

  @Test
  void aFeedIsNotNewIfAnotherNodeHasUpdates() {
    replica("b", batch(1, 1, 3));

    CommittedHead head = recover();

    assertThat(head.offset()).isEqualTo(3);
    assertThat(head.epoch()).isNotEqualTo(TestBatches.EPOCH);
  }

  @Test
  void theOwnerDoesNotKnowTheEndOfAFeedOfWhichItHasNothing() {
    RecoveringNodes.Node owner = nodes.node("a");
    assertThat(owner.run(() -> owner.query().end(TestBatches.FEED)))
        .isEqualTo(new Position(TestBatches.EPOCH, 0));

    replica("c", batch(1, 1, 3));

    assertThatThrownBy(() -> owner.run(() -> owner.query().end(TestBatches.FEED)))
        .isInstanceOf(RetryableException.class);
  }

  @Test
  void aFeedHasBegunIfItHasAHeadOrAnyNodeHasUpdates() {
    assertThat(nodes.node("a").hasBegun()).isFalse();
    head(1, batch(1, 1, 3));
    assertThat(nodes.node("a").hasBegun()).isTrue();
    nodes.store.head = null;
    replica("b", batch(1, 1, 3));
    assertThat(nodes.node("a").hasBegun()).isTrue();
  }
}
