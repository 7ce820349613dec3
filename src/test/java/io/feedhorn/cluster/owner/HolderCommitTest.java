package io.feedhorn.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.TestBatches;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The grid commits a batch whenever the nodes that store the head are not known for certain. */
class HolderCommitTest {
  private static final int ASSIGNMENT = 7;
  private static final String APPEND =
      "append to " + TestBatches.FEED + ", assignment " + ASSIGNMENT + " of owner";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong clock = new AtomicLong();
  private final Node owner = new Node("owner");
  private final Node other = new Node("other");
  private final Node third = new Node("third");
  private final HolderCommit commit =
      new HolderCommit(TestBatches.FEED, owner, owner.messaging, clock::get);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static HeadHolders assigned(int assignment, String... others) {
    return new HeadHolders(assignment, "owner", List.of(others));
  }

  /** A node whose store answers as a test wants. */
  private final class Node implements ReplicationStore {
    final String name;
    final NodeMessaging messaging;
    final FeedReplicas replicas = new FeedReplicas(TestBatches.feeds(100), new RecordingListener());
    volatile @Nullable HeadHolders holders = assigned(ASSIGNMENT, "other");
    volatile boolean stored = true;
    volatile boolean fenced;
    volatile boolean committing = true;
    volatile Runnable onAppend = () -> {};

    Node(String name) {
      this.name = name;
      messaging = new NodeMessaging(vertx, name);
      HolderCommit.start(messaging, this, replicas, this::apply);
      messaging.start().await();
    }

    private void apply(Batch batch, String from) {
      calls.add(name + ": " + replicas.get(batch.feed()).log().apply(batch) + " from " + from);
    }

    @Override
    public @Nullable HeadHolders holders(String feed) {
      return holders;
    }

    @Override
    public boolean append(String feed, CommitBatch batch, int assignment, String first) {
      calls.add(name + ": append to " + feed + ", assignment " + assignment + " of " + first);
      onAppend.run();
      if (fenced) {
        throw new FencedException("a later term");
      }
      return stored;
    }

    @Override
    public Future<Void> commit(String feed, CommitBatch batch) {
      calls.add(name + ": commit to " + feed);
      return committing ? Future.succeededFuture() : Future.failedFuture("unknown outcome");
    }

    @Override
    public Future<@Nullable CommittedHead> read(String feed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> createHead(String feed, CommittedHead head) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> replace(String feed, CommittedHead expected, CommittedHead head) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> reservePlace(String feed, int reserved, int places) {
      throw new UnsupportedOperationException();
    }
  }

  private Map<String, Long> commit() throws Exception {
    calls.clear();
    return commit
        .commit(new CommitBatch(TestBatches.batch(1, 1, 3), 0), List.of())
        .await(30, TimeUnit.SECONDS);
  }

  private boolean isCommittedByTheGrid() throws Exception {
    assertThat(commit()).isEmpty();
    return calls.contains("owner: commit to " + TestBatches.FEED);
  }

  @Test
  void theOtherNodeCommitsTheBatchByStoringIt() throws Exception {
    assertThat(commit()).isEqualTo(Map.of("other", 3L));

    assertThat(calls)
        .containsExactly("owner: " + APPEND, "other: " + APPEND, "other: APPLIED from owner");
  }

  @Test
  void noneOfSeveralOtherNodesAddsTheBatchToItsReplica() throws Exception {
    owner.holders = assigned(ASSIGNMENT, "other", "third");

    assertThat(commit()).isEmpty();

    assertThat(calls)
        .containsExactlyInAnyOrder("owner: " + APPEND, "other: " + APPEND, "third: " + APPEND);
    assertThat(third.replicas.find(TestBatches.FEED)).isNull();
  }

  @Test
  void aNodeAloneStoresTheBatchItself() throws Exception {
    owner.holders = assigned(ASSIGNMENT);

    assertThat(commit()).isEmpty();
    assertThat(calls).containsExactly("owner: " + APPEND);
  }

  @Test
  void theGridCommitsWhileTheNodesAreChanging() throws Exception {
    owner.holders = null;

    assertThat(isCommittedByTheGrid()).isTrue();
    assertThat(calls).hasSize(1);
  }

  @Test
  void noOtherNodeGetsABatchThatThisOneDidNotStore() throws Exception {
    owner.stored = false;

    assertThat(isCommittedByTheGrid()).isTrue();
    assertThat(calls).doesNotContain("other: " + APPEND);
  }

  @Test
  void noOtherNodeGetsABatchThatDoesNotFollowTheHeadHere() throws Exception {
    owner.fenced = true;

    assertThat(isCommittedByTheGrid()).isTrue();
    assertThat(calls).doesNotContain("other: " + APPEND);
  }

  @Test
  void theGridCommitsIfAnotherNodeHasAnotherAssignment() throws Exception {
    other.stored = false;

    assertThat(isCommittedByTheGrid()).isTrue();
    assertThat(other.replicas.find(TestBatches.FEED)).isNull();
  }

  @Test
  void theGridCommitsIfOneOfSeveralDidNotStoreTheBatch() throws Exception {
    owner.holders = assigned(ASSIGNMENT, "other", "third");
    third.stored = false;

    assertThat(isCommittedByTheGrid()).isTrue();
  }

  @Test
  void theGridCommitsIfTheAssignmentChangedMeanwhile() throws Exception {
    other.onAppend = () -> owner.holders = assigned(ASSIGNMENT + 1, "other");

    assertThat(isCommittedByTheGrid()).isTrue();
  }

  @Test
  void theGridDecidesIfANodeHasALaterTerm() throws Exception {
    other.fenced = true;

    assertThat(isCommittedByTheGrid()).isTrue();
    assertThat(other.replicas.find(TestBatches.FEED)).isNull();
  }

  @Test
  void theGridCommitsIfANodeDoesNotAnswer() throws Exception {
    owner.holders = assigned(ASSIGNMENT, "other", "gone");

    assertThat(isCommittedByTheGrid()).isTrue();
  }

  @Test
  void aNodeGetsAtMostHalfASecond() throws Exception {
    silentNode(new AtomicBoolean(true));

    for (int i = 0; i < 4; i++) {
      assertThat(isCommittedWithin600Millis()).isTrue();
      clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
    }
  }

  @Test
  void theGridCommitsAloneForAWhileAfterANodeDidNotAnswer() throws Exception {
    AtomicBoolean silent = new AtomicBoolean(true);
    silentNode(silent);
    assertThat(isCommittedByTheGrid()).isTrue();
    silent.set(false);

    assertThat(isCommittedByTheGrid()).isTrue();
    assertThat(calls).hasSize(1);
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(499));
    assertThat(isCommittedByTheGrid()).isTrue();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(isCommittedByTheGrid()).isFalse();
  }

  @Test
  void thatTimeDoublesUntilTheNodeAnswers() throws Exception {
    AtomicBoolean silent = new AtomicBoolean(true);
    silentNode(silent);
    assertThat(isCommittedByTheGrid()).isTrue();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(isCommittedByTheGrid()).isTrue();
    silent.set(false);

    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
    assertThat(isCommittedByTheGrid()).isTrue();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(isCommittedByTheGrid()).isFalse();
    silent.set(true);
    assertThat(isCommittedByTheGrid()).isTrue();
    silent.set(false);
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    assertThat(isCommittedByTheGrid()).isFalse();
  }

  @Test
  void anotherAssignmentEndsThatTime() throws Exception {
    AtomicBoolean silent = new AtomicBoolean(true);
    silentNode(silent);
    assertThat(isCommittedByTheGrid()).isTrue();
    silent.set(false);

    owner.holders = assigned(ASSIGNMENT + 1, "silent");

    assertThat(isCommittedByTheGrid()).isFalse();
  }

  /** Lets a node store the head that does not answer while a flag is set. */
  private void silentNode(AtomicBoolean silent) throws Exception {
    NodeMessaging messaging = new NodeMessaging(vertx, "silent");
    messaging.handle(
        MessageKind.COMMIT,
        (from, in) ->
            silent.get()
                ? Promise.<Buffer>promise().future()
                : Future.succeededFuture(new BinaryWriter().flag(true).toBuffer()));
    messaging.start().await();
    owner.holders = assigned(ASSIGNMENT, "silent");
  }

  /** Compares the order of two timers, not the time. */
  private boolean isCommittedWithin600Millis() {
    return Future.<Boolean>future(
            first ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        event -> {
                          vertx.setTimer(600, timer -> first.tryComplete(false));
                          commit
                              .commit(new CommitBatch(TestBatches.batch(1, 1, 3), 0), List.of())
                              .onComplete(done -> first.tryComplete(true));
                        }))
        .await();
  }

  @Test
  void theOutcomeIsUnknownIfTheGridDoesNotAnswerEither() {
    other.stored = false;
    owner.committing = false;

    assertThatThrownBy(this::commit).hasMessageContaining("unknown outcome");
  }
}
