package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.OwnerServices;
import io.feedhorn.cluster.protocol.BatchReplicator;
import io.feedhorn.cluster.protocol.LogFetcher;
import io.feedhorn.cluster.protocol.LogServer;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.PeerActivity;
import io.feedhorn.cluster.protocol.StatusExchange;
import io.feedhorn.cluster.quorum.QuorumView;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.publish.UpdateBroadcaster;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The parts of a node that all its feeds share. Owned by the writer's event loop. */
record ReplicationServices(
    Vertx vertx,
    ClusterGrid grid,
    FeedReplicas replicas,
    NodeMessaging messaging,
    PeerActivity peers,
    StatusExchange statuses,
    BatchReplicator replicator,
    LogServer logServer,
    LogFetcher logFetcher,
    VoterRegistry voters,
    OwnerServices owner,
    DurableServices durable) {
  /**
   * Creates the parts; none of them is started.
   *
   * @param copies the number of nodes that must store an update before it is acknowledged
   * @param connections the number of client connections of this node
   * @param start the store of durable feeds, or null without one
   */
  static ReplicationServices create(
      Vertx vertx,
      ClusterGrid grid,
      FeedRegistry feeds,
      Metrics metrics,
      Tracer tracer,
      int copies,
      LongSupplier connections,
      VoterRegistry voters,
      @Nullable DurableStart start) {
    LongSupplier micros = feeds.clock()::micros;
    FeedReplicas replicas =
        new FeedReplicas(feeds, new ReplicaBroadcaster(new UpdateBroadcaster(vertx.eventBus())));
    NodeMessaging messaging = new NodeMessaging(vertx, grid.self());
    PeerActivity peers = new PeerActivity(micros);
    StatusExchange statuses =
        new StatusExchange(
            messaging, grid, replicas, peers, connections, voters, grid.lease(), grid.shares());
    QuorumView view = new QuorumView(grid, voters, feeds, grid.shares());
    BatchReplicator replicator =
        new BatchReplicator(messaging, grid, replicas, statuses, view::getsProposals);
    OwnerServices owner =
        new OwnerServices(
            grid,
            grid.createStore(vertx),
            statuses,
            statuses::isAvailable,
            replicator,
            feeds,
            metrics,
            tracer,
            copies);
    return new ReplicationServices(
        vertx,
        grid,
        replicas,
        messaging,
        peers,
        statuses,
        replicator,
        new LogServer(replicas, micros),
        new LogFetcher(messaging),
        voters,
        owner,
        DurableServices.create(view, replicas, messaging, voters, owner, start));
  }
}
