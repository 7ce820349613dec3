package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.BatchReplicator;
import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.protocol.LogFetcher;
import io.feedhorn.cluster.protocol.LogServer;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.PeerActivity;
import io.feedhorn.cluster.protocol.QuorumLease;
import io.feedhorn.cluster.protocol.StatusExchange;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with replicas of one feed, and a grid that stores its head, on one Vert.x instance. Used by
 * the thread of the test, which waits for the nodes.
 */
final class RecoveringNodes implements AutoCloseable {
  static final List<String> NAMES = List.of("a", "b", "c");

  final MapStore store = new MapStore();
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Node> nodes = new HashMap<>();

  RecoveringNodes(List<String> running) {
    running.forEach(name -> nodes.put(name, new Node(name)));
  }

  Node node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** A node that runs. */
  final class Node implements ClusterView {
    final RecordingListener listener = new RecordingListener();
    final FeedReplica replica;
    private final String name;
    private final Context context = vertx.getOrCreateContext();
    private final FeedRegistry feeds = TestBatches.feeds(1_000);
    private final FeedReplicas replicas = new FeedReplicas(feeds, listener);
    private final NodeMessaging messaging;
    private final StatusExchange statuses;

    Node(String name) {
      this.name = name;
      messaging = new NodeMessaging(vertx, name);
      replica = replicas.get(TestBatches.FEED);
      statuses =
          new StatusExchange(
              messaging,
              this,
              replicas,
              new PeerActivity(() -> 0),
              () -> 0,
              VoterRegistry.withoutStore(name, new VoterOptions(name, List.of(), 0)),
              new QuorumLease(() -> 0),
              new TakeoverShares());
      statuses.start((node, status) -> {});
      new LogServer(replicas, () -> 0).start(messaging);
      run(messaging::start);
    }

    void apply(Batch... batches) {
      run(
          () -> {
            for (Batch batch : batches) {
              replica.log().apply(batch);
            }
            return Future.succeededFuture();
          });
    }

    /** Takes the feed over, and returns its head. */
    CommittedHead recover() {
      return run(() -> recovery().recover());
    }

    boolean hasBegun() {
      return run(() -> recovery().hasBegun());
    }

    private OwnerRecovery recovery() {
      OwnerServices services =
          new OwnerServices(
              this,
              store,
              statuses,
              () -> true,
              new BatchReplicator(messaging, this, replicas, statuses, (feed, node) -> false),
              feeds,
              new NoMetrics(),
              Tracer.NONE,
              2);
      FeedCatchUp catchUp = new FeedCatchUp(replica, new LogFetcher(messaging), this, vertx);
      return new OwnerRecovery(replica, catchUp, services);
    }

    OwnerOffsetQuery query() {
      return new OwnerOffsetQuery(vertx, messaging, this, statuses, feeds::endPosition);
    }

    <T> T run(Supplier<Future<T>> call) {
      return Future.<T>future(done -> context.runOnContext(event -> call.get().onComplete(done)))
          .await();
    }

    @Override
    public String self() {
      return name;
    }

    @Override
    public List<String> members() {
      return NAMES;
    }

    @Override
    public List<String> headHolders() {
      return NAMES;
    }

    @Override
    public String owner(String feed) {
      return name;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }
  }

  /** The head of the feed. */
  static final class MapStore implements ReplicationStore {
    volatile @Nullable CommittedHead head;

    @Override
    public Future<@Nullable CommittedHead> read(String feed) {
      return Future.succeededFuture(head);
    }

    @Override
    public Future<Boolean> createHead(String feed, CommittedHead created) {
      boolean absent = head == null;
      head = absent ? created : head;
      return Future.succeededFuture(absent);
    }

    @Override
    public Future<Boolean> replace(String feed, CommittedHead expected, CommittedHead next) {
      boolean same = expected.equals(head);
      head = same ? next : head;
      return Future.succeededFuture(same);
    }

    @Override
    public Future<Void> commit(String feed, CommitBatch commit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable HeadHolders holders(String feed) {
      return null;
    }

    @Override
    public boolean append(String feed, CommitBatch commit, int assignment, String owner) {
      return false;
    }

    @Override
    public Future<Boolean> reservePlace(String feed, int reserved, int places) {
      return Future.succeededFuture(true);
    }
  }
}
