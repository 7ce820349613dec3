package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.cluster.owner.HeadHolders;
import io.feedhorn.cluster.owner.ReplicationStore;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The copies of a head that two nodes of a real grid store. */
@Timeout(120)
class HolderAppendIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);
  private static final String FEED = TestBatches.FEED;
  private static final long TERM = 5;

  private final Vertx vertx = Vertx.vertx();
  private InfinispanGrid ownerGrid;
  private InfinispanGrid otherGrid;
  private ReplicationStore owner;
  private ReplicationStore other;
  private HeadHolders holders;

  @BeforeEach
  void createHead() throws Exception {
    List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
    InfinispanGrid first = TestGrids.join(ports, 0, "node0", FormatVersion.CURRENT);
    InfinispanGrid second = TestGrids.join(ports, 1, "node1", FormatVersion.CURRENT);
    ReplicationStore ofFirst = joinHeads(first);
    ReplicationStore ofSecond = joinHeads(second);
    for (InfinispanGrid grid : List.of(first, second)) {
      Awaitility.await()
          .atMost(TIMEOUT)
          .until(() -> grid.headHolders().size() == 2 && !grid.isRebalancing());
    }
    boolean isFirst = first.self().equals(first.owner(FEED));
    ownerGrid = isFirst ? first : second;
    otherGrid = isFirst ? second : first;
    owner = isFirst ? ofFirst : ofSecond;
    other = isFirst ? ofSecond : ofFirst;
    Awaitility.await().atMost(TIMEOUT).until(() -> owner.holders(FEED) != null);
    holders = Objects.requireNonNull(owner.holders(FEED));
    CommittedHead head = CommittedHead.empty(TestBatches.EPOCH, TERM);
    assertThat(onContext(() -> owner.createHead(FEED, head))).isTrue();
    Awaitility.await().atMost(TIMEOUT).until(() -> isOtherReady());
  }

  @AfterEach
  void stop() {
    ownerGrid.stop();
    otherGrid.stop();
    vertx.close().await();
  }

  private ReplicationStore joinHeads(InfinispanGrid grid) throws TimeoutException {
    ReplicationStore store = grid.createStore(vertx);
    grid.startOwning().await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    return store;
  }

  /** Calls the grid as the writer does, on an event loop. */
  private <T> T onContext(Supplier<Future<T>> call) throws Exception {
    Promise<T> result = Promise.promise();
    vertx.runOnContext(run -> call.get().onComplete(result));
    return result.future().await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Returns true if the other node has installed the topology of the owner. */
  private boolean isOtherReady() {
    try {
      return other.append(FEED, commit(1), holders.number(), holders.owner())
          && owner.append(FEED, commit(1), holders.number(), holders.owner());
    } catch (FencedException notThereYet) {
      return false;
    }
  }

  private static CommitBatch commit(long first) {
    Batch batch = TestBatches.batch(TERM, first, 1);
    return new CommitBatch(batch, 0);
  }

  private static @Nullable CommittedHead copyOf(InfinispanGrid grid) {
    return grid.manager()
        .<String, CommittedHead>getCache("feedhorn.heads")
        .getAdvancedCache()
        .withFlags(org.infinispan.context.Flag.CACHE_MODE_LOCAL)
        .get(FEED);
  }

  private static long offsetOf(InfinispanGrid grid) {
    return Objects.requireNonNull(copyOf(grid)).offset();
  }

  @Test
  void onlyTheOwnerKnowsTheNodes() {
    assertThat(holders.owner()).isEqualTo(ownerGrid.self());
    assertThat(holders.others()).containsExactly(otherGrid.self());
    assertThat(other.holders(FEED)).isNull();
  }

  @Test
  void eachNodeAppendsToItsOwnCopy() throws Exception {
    assertThat(owner.append(FEED, commit(2), holders.number(), holders.owner())).isTrue();
    assertThat(offsetOf(ownerGrid)).isEqualTo(2);
    assertThat(offsetOf(otherGrid)).isEqualTo(1);

    assertThat(other.append(FEED, commit(2), holders.number(), holders.owner())).isTrue();
    assertThat(offsetOf(otherGrid)).isEqualTo(2);
    CommittedHead read = onContext(() -> other.read(FEED));
    assertThat(Objects.requireNonNull(read).tail()).hasSize(2);
  }

  @Test
  void aRepeatedAppendHasNoEffect() {
    owner.append(FEED, commit(2), holders.number(), holders.owner());
    CommittedHead before = copyOf(ownerGrid);

    assertThat(owner.append(FEED, commit(2), holders.number(), holders.owner())).isTrue();

    assertThat(copyOf(ownerGrid)).isSameAs(before);
  }

  @Test
  void aCommitFailsWithTheReasonOfTheOtherNode() throws Exception {
    CommittedHead head = Objects.requireNonNull(onContext(() -> owner.read(FEED)));
    assertThat(onContext(() -> owner.replace(FEED, head, head.withTerm(TERM + 1)))).isTrue();

    assertThatThrownBy(() -> onContext(() -> other.commit(FEED, commit(2))))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("term " + (TERM + 1));
  }

  @Test
  void theGridCommitsABatchThatOnlyTheOwnerHas() throws Exception {
    owner.append(FEED, commit(2), holders.number(), holders.owner());

    onContext(() -> owner.commit(FEED, commit(2)));

    assertThat(offsetOf(ownerGrid)).isEqualTo(2);
    assertThat(offsetOf(otherGrid)).isEqualTo(2);
    assertThat(Objects.requireNonNull(copyOf(otherGrid)).tail()).hasSize(2);
  }

  @Test
  void theGridCommitsABatchThatOnlyTheOtherNodeHas() throws Exception {
    other.append(FEED, commit(2), holders.number(), holders.owner());

    onContext(() -> owner.commit(FEED, commit(2)));

    assertThat(offsetOf(ownerGrid)).isEqualTo(2);
    assertThat(offsetOf(otherGrid)).isEqualTo(2);
    assertThat(Objects.requireNonNull(copyOf(otherGrid)).tail()).hasSize(2);
  }

  @Test
  void aBatchOfAnotherAssignmentOrOwnerIsNotAppended() {
    assertThat(other.append(FEED, commit(2), holders.number() + 1, holders.owner())).isFalse();
    assertThat(other.append(FEED, commit(2), holders.number() - 1, holders.owner())).isFalse();
    assertThat(other.append(FEED, commit(2), holders.number(), otherGrid.self())).isFalse();

    assertThat(offsetOf(otherGrid)).isEqualTo(1);
  }

  @Test
  void aNodeThatTakesItselfForTheSubstituteAppendsNoBatchOfTheOther() {
    // The owner does not know yet that the other node has taken over all of its feeds.
    otherGrid.shares().record(otherGrid.self(), TakeoverShares.ALL);

    assertThat(owner.holders(FEED)).isEqualTo(holders);
    assertThat(other.append(FEED, commit(2), holders.number(), holders.owner())).isFalse();
    assertThat(offsetOf(otherGrid)).isEqualTo(1);

    otherGrid.shares().record(ownerGrid.self(), TakeoverShares.ALL);
    assertThat(other.append(FEED, commit(2), holders.number(), holders.owner())).isTrue();
  }

  @Test
  void theSubstituteOwnsTheFeedWhileTheNodeOfTheFirstCopyTakesOver() {
    for (InfinispanGrid grid : List.of(ownerGrid, otherGrid)) {
      grid.shares().record(otherGrid.self(), TakeoverShares.ALL);
    }

    assertThat(owner.holders(FEED)).isNull();
    assertThat(owner.append(FEED, commit(2), holders.number(), holders.owner())).isFalse();
    HeadHolders ofSubstitute = Objects.requireNonNull(other.holders(FEED));
    assertThat(ofSubstitute.owner()).isEqualTo(otherGrid.self());
    assertThat(ofSubstitute.others()).containsExactly(ownerGrid.self());
    for (ReplicationStore store : List.of(owner, other)) {
      assertThat(store.append(FEED, commit(2), ofSubstitute.number(), ofSubstitute.owner()))
          .isTrue();
    }
    assertThat(offsetOf(ownerGrid)).isEqualTo(2);
    assertThat(offsetOf(otherGrid)).isEqualTo(2);
  }

  @Test
  void aBatchOfAFormerTermIsRefused() throws Exception {
    CommittedHead head = Objects.requireNonNull(onContext(() -> owner.read(FEED)));
    assertThat(onContext(() -> owner.replace(FEED, head, head.withTerm(TERM + 1)))).isTrue();

    for (ReplicationStore store : List.of(owner, other)) {
      assertThatThrownBy(() -> store.append(FEED, commit(2), holders.number(), holders.owner()))
          .isInstanceOf(FencedException.class);
    }
    assertThatThrownBy(() -> onContext(() -> owner.commit(FEED, commit(2))));
  }

  @Test
  void aLaterTermReplacesABatchThatOnlyTheOtherNodeHas() throws Exception {
    CommittedHead head = Objects.requireNonNull(onContext(() -> owner.read(FEED)));
    other.append(FEED, commit(2), holders.number(), holders.owner());

    assertThat(onContext(() -> owner.replace(FEED, head, head.withTerm(TERM + 1)))).isTrue();

    assertThat(copyOf(otherGrid)).isEqualTo(head.withTerm(TERM + 1));
  }

  @Test
  void nothingIsAppendedWhenTheOtherNodeIsGone() throws Exception {
    // As a node stops: without leaving first, half of two members may be taken for a partition.
    otherGrid.stopOwning().await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    otherGrid.stop();
    Awaitility.await().atMost(TIMEOUT).until(() -> ownerGrid.headHolders().size() == 1);

    assertThat(owner.append(FEED, commit(2), holders.number(), holders.owner())).isFalse();
    assertThat(offsetOf(ownerGrid)).isEqualTo(1);
  }
}
