package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusExchangeTest {
  private static final byte OTHER_VERSION = FormatVersion.CURRENT + 1;
  private static final List<String> MEMBERS = List.of("a", "b", "c");

  private final Vertx vertx = Vertx.vertx();
  private volatile List<String> membersOfA = MEMBERS;
  private final Peer a = new Peer("a", FormatVersion.CURRENT);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /** The exchange of one of three members. */
  private final class Peer {
    final FeedReplicas replicas = new FeedReplicas(TestBatches.feeds(10), new RecordingListener());
    final BlockingQueue<ReplicaStatus> received = new LinkedBlockingQueue<>();
    final PeerActivity activity = new PeerActivity(() -> 5);
    final TakeoverShares shares = new TakeoverShares();
    final NodeMessaging messaging;
    final StatusExchange exchange;
    private final Context context = vertx.getOrCreateContext();

    Peer(String name, byte version) {
      messaging = new NodeMessaging(vertx, name, version);
      exchange =
          new StatusExchange(
              messaging,
              new View(name),
              replicas,
              activity,
              () -> 0,
              VoterRegistry.withoutStore(name, new VoterOptions(name, List.of(), 0)),
              confirmed(),
              shares);
      exchange.start((node, status) -> received.add(status));
      Future.<Void>future(
              started -> context.runOnContext(event -> messaging.start().onComplete(started)))
          .await();
    }

    /** Returns a lease with confirmations of all members; which of them count is not known yet. */
    private static QuorumLease confirmed() {
      QuorumLease lease = new QuorumLease(System::nanoTime);
      MEMBERS.forEach(node -> lease.record(node, lease.now(), Duration.ofHours(1).toNanos()));
      return lease;
    }

    void exchange() {
      context.runOnContext(event -> exchange.exchange());
    }
  }

  private final class View implements ClusterView {
    private final String self;

    View(String self) {
      this.self = self;
    }

    @Override
    public String self() {
      return self;
    }

    @Override
    public List<String> members() {
      return self.equals("a") ? membersOfA : MEMBERS;
    }

    @Override
    public List<String> headHolders() {
      return MEMBERS;
    }

    @Override
    public @Nullable String owner(String feed) {
      return null;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }
  }

  @Test
  void aNodeOfTheSameVersionRenewsTheLeaseAndReportsItsReplicas() throws Exception {
    Peer b = new Peer("b", FormatVersion.CURRENT);
    b.replicas.get(TestBatches.FEED).log().apply(TestBatches.batch(1, 1, 3));
    a.exchange();

    ReplicaStatus status = a.received.poll(50, TimeUnit.SECONDS);
    assertThat(status).isEqualTo(b.replicas.get(TestBatches.FEED).status());
    Awaitility.await().atMost(Duration.ofSeconds(50)).until(a.exchange::isAvailable);
  }

  @Test
  void whatANodeReportedThatIsGoneIsForgotten() {
    FeedReplica replica = a.replicas.get(TestBatches.FEED);
    for (String node : List.of("b", "gone")) {
      replica.onPeerOffset(node, 3);
      a.activity.recordConnections(node, 7);
    }
    for (int start = 0; start <= TakeoverShares.MAX_GONE; start++) {
      a.shares.record("start-" + start, 1);
    }
    a.exchange();

    Awaitility.await().until(() -> a.activity.connectionsOf("gone") == 0);
    assertThat(IntStream.rangeClosed(0, TakeoverShares.MAX_GONE))
        .filteredOn(start -> a.shares.of("start-" + start) == 1)
        .hasSize(TakeoverShares.MAX_GONE);
    assertThat(a.activity.connectionsOf("b")).isEqualTo(7);
    assertThat(replica.replicatedOffset(List.of("gone"), 2, 1)).isZero();
    assertThat(replica.replicatedOffset(List.of("b"), 2, 1)).isEqualTo(3);
  }

  @Test
  void nodesOfOtherVersionsNeverRenewTheLease() {
    Peer b = new Peer("b", OTHER_VERSION);
    Peer c = new Peer("c", OTHER_VERSION);
    c.replicas.get(TestBatches.FEED).log().apply(TestBatches.batch(1, 1, 3));
    a.exchange();
    c.exchange();

    Awaitility.await()
        .atMost(Duration.ofSeconds(50))
        .until(
            () ->
                a.messaging.incompatibleNodes().equals(List.of("b", "c"))
                    && c.exchange.isAvailable());
    assertThat(a.exchange.isAvailable()).isFalse();
    assertThat(a.received).isEmpty();
    assertThat(b.exchange.isAvailable()).isTrue();
    assertThat(b.received).isNotEmpty().containsOnly(c.replicas.get(TestBatches.FEED).status());
  }

  /** While partitions merge, two nodes may talk that do not have each other in their views. */
  @Test
  void aNodeThatIsNotAMemberIsAnsweredButNotAsked() throws Exception {
    membersOfA = List.of("a");
    NodeMessaging b = new NodeMessaging(vertx, "b");
    AtomicInteger asked = new AtomicInteger();
    b.handle(
        MessageKind.STATUS,
        (from, in) -> {
          asked.incrementAndGet();
          return Future.failedFuture("counted");
        });
    Context context = vertx.getOrCreateContext();
    // A question of node a would arrive before its answer: the messages to a node keep their order.
    await(context, () -> b.start().compose(started -> askA(b)));
    assertThat(asked).hasValue(0);

    membersOfA = MEMBERS;
    await(context, () -> askA(b));
    assertThat(asked).hasValue(1);
  }

  private static void await(Context context, Supplier<Future<?>> call) throws Exception {
    Promise<Object> done = Promise.promise();
    context.runOnContext(turn -> call.get().<Object>mapEmpty().onComplete(done));
    done.future().await(50, TimeUnit.SECONDS);
  }

  private static Future<?> askA(NodeMessaging from) {
    BinaryWriter status = new BinaryWriter();
    VoterRegistry.withoutStore("b", new VoterOptions("b", List.of(), 0)).identity().write(status);
    // The connections, the share, and the number of replicas of node b.
    status.number(0).count(0).count(0);
    return from.request("a", MessageKind.STATUS, status.toBuffer(), 50_000);
  }
}
