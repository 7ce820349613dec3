package io.feedhorn.cluster.replica;

import static io.feedhorn.cluster.replica.TestBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import io.feedhorn.publish.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedReplicaTest {
  private static final String OTHER_EPOCH = "a81c";
  private static final int SHORT_TAIL = 1_000;
  private static final int LONG_TAIL = 100_000_000;

  private final FeedReplica replica =
      new FeedReplica(TestBatches.FEED, TestBatches.feeds(1_000), new RecordingListener());

  private void report(String node, String epoch, long offset) {
    replica.onPeerStatus(node, new ReplicaStatus(TestBatches.FEED, epoch, 1, offset, false));
  }

  @Test
  void theGridKeepsABatchUntilTheSlowestNodeHasIt() {
    replica.log().apply(batch(1, 1, 9));
    report("b", TestBatches.EPOCH, 9);
    report("c", TestBatches.EPOCH, 4);

    assertThat(replica.replicatedOffset(List.of("b", "c"), 2, SHORT_TAIL)).isEqualTo(4);
    assertThat(replica.replicatedOffset(List.of("b", "c", "unknown"), 2, SHORT_TAIL)).isZero();
  }

  @Test
  void theGridIsBoundedEvenIfANodeIsSlow() {
    replica.log().apply(batch(1, 1, 9));
    report("b", TestBatches.EPOCH, 9);
    report("c", TestBatches.EPOCH, 4);

    assertThat(replica.replicatedOffset(List.of("b", "c"), 2, LONG_TAIL)).isEqualTo(9);
    assertThat(replica.replicatedOffset(List.of("b", "c"), 3, LONG_TAIL)).isEqualTo(4);
  }

  @Test
  void everythingIsReplicatedOnASingleNode() {
    replica.log().apply(batch(1, 1, 9));

    assertThat(replica.replicatedOffset(List.of(), 2, SHORT_TAIL)).isEqualTo(9);
  }

  @Test
  void offsetsOfAnotherEpochDoNotCount() {
    report("b", TestBatches.EPOCH, 9);
    report("b", OTHER_EPOCH, 20);
    assertThat(replica.replicatedOffset(List.of("b"), 2, SHORT_TAIL)).isEqualTo(9);

    replica.log().restart(OTHER_EPOCH, 2);
    assertThat(replica.replicatedOffset(List.of("b"), 2, SHORT_TAIL)).isZero();
  }

  @Test
  void aFeedBeginsWithItsFirstUpdateAnywhere() {
    assertThat(replica.isBegun()).isFalse();
    report("b", TestBatches.EPOCH, 1);

    assertThat(replica.isBegun()).isTrue();
    assertThat(replica.hasUpdates()).isFalse();
  }

  @Test
  void ofANodeThatIsGoneOnlyTheBeginOfTheFeedIsKnown() {
    report("b", TestBatches.EPOCH, 9);
    report("c", TestBatches.EPOCH, 9);
    replica.retain(List.of("a", "b"));

    assertThat(replica.replicatedOffset(List.of("b"), 2, SHORT_TAIL)).isEqualTo(9);
    assertThat(replica.replicatedOffset(List.of("c"), 2, SHORT_TAIL)).isZero();
    replica.retain(List.of("a"));
    assertThat(replica.isBegun()).isTrue();
  }

  @Test
  void aReplicaIsIdleWhenNoPublisherWaitsForIt() {
    replica.onApplied(new Receipt(Topic.parse("f.a"), TestBatches.EPOCH, 1, 1, 1), () -> {});
    assertThat(replica.isIdle()).isFalse();

    replica.log().apply(batch(1, 1, 1));
    replica.runApplied();
    assertThat(replica.isIdle()).isTrue();
  }
}
