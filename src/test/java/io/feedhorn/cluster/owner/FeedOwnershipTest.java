package io.feedhorn.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.protocol.BatchReplicator;
import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.PeerActivity;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.protocol.QuorumLease;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.protocol.StatusExchange;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another node may have the batch that is being committed before the owner knows. */
class FeedOwnershipTest {
  private final Vertx vertx = Vertx.vertx();
  private final FeedRegistry feeds = TestBatches.feeds(100);
  private final FeedReplicas replicas = new FeedReplicas(feeds, new RecordingListener());
  private final FeedReplica replica = replicas.get(TestBatches.FEED);
  private final Committer committer = new Committer();
  private String owner = "a";
  private final FeedOwnership ownership =
      new FeedOwnership(replica, committer, services(new OwnView()));

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static final class Committer implements FeedCommitter {
    Promise<Map<String, Long>> commit = Promise.promise();
    Future<Void> recovered = Future.succeededFuture();
    CommittedHead head = CommittedHead.empty(TestBatches.EPOCH, 1);
    boolean knownElsewhereFirst = true;
    long replicatedOffset;
    int commits;
    int recoveries;
    Promise<Boolean> begun = Promise.promise();

    @Override
    public Future<CommittedHead> recover() {
      recoveries++;
      return recovered.map(done -> head);
    }

    @Override
    public Future<Map<String, Long>> commit(
        Batch batch, long truncatedBefore, List<@Nullable TraceContext> traces) {
      commits++;
      commit = Promise.promise();
      return commit.future();
    }

    @Override
    public long replicatedOffset(int tailBytes) {
      return replicatedOffset;
    }

    @Override
    public Future<Boolean> hasBegun() {
      return begun.future();
    }

    @Override
    public boolean isKnownElsewhereFirst() {
      return knownElsewhereFirst;
    }
  }

  private final class OwnView implements ClusterView {
    @Override
    public String self() {
      return "a";
    }

    @Override
    public List<String> members() {
      return List.of("a");
    }

    @Override
    public List<String> headHolders() {
      return members();
    }

    @Override
    public @Nullable String owner(String feed) {
      return owner;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }
  }

  private OwnerServices services(ClusterView view) {
    NodeMessaging messaging = new NodeMessaging(vertx, "a");
    StatusExchange statuses =
        new StatusExchange(
            messaging,
            view,
            replicas,
            new PeerActivity(() -> 0),
            () -> 0,
            VoterRegistry.withoutStore("a", new VoterOptions("a", List.of(), 0)),
            new QuorumLease(() -> 0),
            new TakeoverShares());
    return new OwnerServices(
        view,
        new NoStore(),
        statuses,
        () -> true,
        new BatchReplicator(messaging, view, replicas, statuses, (feed, node) -> false),
        feeds,
        new NoMetrics(),
        Tracer.NONE,
        2);
  }

  private Future<List<PublishResult>> publish(long number) {
    return ownership.submit(
        new PublishBatch(
            TestBatches.FEED, 7, number, List.of(TestBatches.command("f.a", "1", null))));
  }

  private Future<List<PublishResult>> delete() {
    return ownership.submit(
        new PublishBatch(
            TestBatches.FEED, 8, 1, List.of(PublishCommand.deletion(Topic.parse("f.a"), null))));
  }

  private static void assertNotFound(Future<List<PublishResult>> deleted) {
    FeedException refusal = Objects.requireNonNull(deleted.result().get(0).exception());
    assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aDeletionDoesNotBeginAFeed() {
    Future<List<PublishResult>> deleted = delete();
    assertThat(ownership.isUnused()).isFalse();
    committer.begun.complete(false);

    assertNotFound(deleted);
    assertThat(committer.recoveries).isZero();
    assertThat(feeds.log(TestBatches.FEED)).isNull();
    assertThat(replica.isRejected()).isTrue();
    assertThat(ownership.isUnused()).isTrue();
  }

  @Test
  void aDeletionIsOrderedIfTheFeedHasBegun() {
    Future<List<PublishResult>> deleted = delete();
    committer.begun.complete(true);

    assertThat(committer.recoveries).isEqualTo(1);
    assertNotFound(deleted);
    assertThat(replica.isRejected()).isFalse();
    assertThat(ownership.isUnused()).isFalse();
  }

  @Test
  void aDeletionIsSentAgainIfItIsNotKnownWhetherTheFeedHasBegun() {
    Future<List<PublishResult>> deleted = delete();
    committer.begun.fail("a node did not answer");

    assertThat(deleted.failed()).isTrue();
    assertThat(committer.recoveries).isZero();
  }

  private void otherNodeIsAt(long offset) {
    ownership.onStatus(new ReplicaStatus(TestBatches.FEED, TestBatches.EPOCH, 1, offset, false));
  }

  private long end() {
    Position end = Objects.requireNonNull(ownership.end());
    return end.offset();
  }

  @Test
  void anotherNodeMayHaveTheBatchThatIsBeingCommitted() {
    Future<List<PublishResult>> published = publish(1);
    otherNodeIsAt(1);

    assertThat(replica.isOwned()).isTrue();
    committer.commit.complete(Map.of("b", 1L));
    assertThat(published.succeeded()).isTrue();
    assertThat(replica.log().offset()).isEqualTo(1);
  }

  @Test
  void noOtherNodeMayHaveMore() {
    publish(1);
    otherNodeIsAt(2);

    assertThat(replica.isOwned()).isFalse();
  }

  @Test
  void noOtherNodeMayHaveMoreThanACommittedBatch() {
    publish(1);
    committer.commit.complete(Map.of());
    otherNodeIsAt(2);

    assertThat(replica.isOwned()).isFalse();
  }

  @Test
  void theEndContainsTheBatchThatIsBeingCommitted() {
    publish(1);
    assertThat(end()).isEqualTo(1);

    committer.commit.complete(Map.of());
    assertThat(end()).isEqualTo(1);
    assertThat(replica.log().offset()).isEqualTo(1);
  }

  @Test
  void theEndOfADurableFeedIsWhatThisNodeKnows() {
    committer.knownElsewhereFirst = false;
    publish(1);

    assertThat(end()).isZero();
    otherNodeIsAt(1);
    assertThat(replica.isOwned()).isFalse();
  }

  @Test
  void theOffsetOfANodeThatGotTheBatchIsKnownAtOnce() {
    publish(1);
    committer.commit.complete(Map.of("b", 1L));

    assertThat(replica.replicatedOffset(List.of("b"), 2, 0)).isEqualTo(1);
  }

  @Test
  void aFeedGoesOnWhenTheReplicasHaveCaughtUp() {
    int updates = 2_000;
    Batch batch = TestBatches.batch(1, 1, updates);
    // More than a head may have. It is one batch many times, which needs less memory.
    int batches = 64 * 1024 * 1024 / batch.sizeBytes() + 1;
    replica.log().apply(batch);
    committer.head =
        new CommittedHead(TestBatches.EPOCH, 1, updates, Collections.nCopies(batches, batch));

    assertThat(publish(updates + 1).failed()).isTrue();
    assertThat(committer.commits).isZero();

    committer.replicatedOffset = updates;
    for (int number = updates + 2; number < updates + 5; number++) {
      Future<List<PublishResult>> published = publish(number);
      committer.commit.complete(Map.of());
      assertThat(published.succeeded()).isTrue();
    }
    assertThat(committer.commits).isEqualTo(3);
  }

  @Test
  void nothingIsCommittedIfTheOwnerChangesDuringTheRecovery() {
    Promise<Void> recovered = Promise.promise();
    committer.recovered = recovered.future();
    Future<List<PublishResult>> published = publish(1);
    owner = "b";
    recovered.complete();

    assertThat(committer.commits).isZero();
    assertThat(replica.isOwned()).isFalse();
    assertThat(published.cause()).isInstanceOf(RetryableException.class);

    owner = "a";
    Future<List<PublishResult>> again = publish(1);
    committer.commit.complete(Map.of());
    assertThat(again.succeeded()).isTrue();
    assertThat(committer.recoveries).isEqualTo(2);
  }
}
