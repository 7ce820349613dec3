package io.feedhorn.cluster;

import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Clock;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.trace.Tracer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of a cluster: its Vert.x instance, feeds, writer and status. Safe on any thread. */
public final class ClusterNode {
  private final ClusterGrid grid;
  private final Vertx vertx;
  private final int copies;
  private volatile @Nullable ClusterFeedWriter writer;
  private volatile @Nullable FeedRegistry feeds;
  private volatile @Nullable VoterRegistry voters;
  private volatile LongSupplier connections = () -> 0;

  /**
   * Creates a node that has joined a cluster.
   *
   * @param vertx the clustered Vert.x instance
   * @param copies the number of nodes that must store an update before it is acknowledged
   */
  public ClusterNode(ClusterGrid grid, Vertx vertx, int copies) {
    this.grid = grid;
    this.vertx = vertx;
    this.copies = copies;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Returns the feeds, with the initial epoch of the cluster. Blocks. */
  public FeedRegistry feeds(FeedsOptions options, Clock clock) {
    return FeedRegistry.shared(options, clock, grid.initialEpoch());
  }

  /**
   * Creates the writer of this node.
   *
   * @param tracer records the time until batches are committed
   * @param clientConnections the number of client connections, which this node reports to the
   *     others
   * @param known the names and the voters of the cluster
   * @param durable the store of durable feeds, or null without one
   */
  public FeedWriter writer(
      FeedRegistry registry,
      Metrics metrics,
      Tracer tracer,
      LongSupplier clientConnections,
      VoterRegistry known,
      @Nullable DurableStart durable) {
    ClusterFeedWriter created =
        new ClusterFeedWriter(
            grid, registry, metrics, tracer, copies, clientConnections, known, durable);
    voters = known;
    writer = created;
    feeds = registry;
    connections = clientConnections;
    return created;
  }

  /**
   * Deploys the verticle of the writer on the event loop that receives the messages of other nodes,
   * so that no message waits for a second thread.
   */
  public Future<String> deployWriter(Deployable verticle) {
    return LoopDeployment.deploy(vertx, verticle, grid.eventBusLoop());
  }

  /** Returns the name of this node. */
  public String self() {
    return grid.self();
  }

  /** Returns the names of all members, including this node. */
  public List<String> members() {
    return grid.members();
  }

  /** Returns the names of the other members. */
  public List<String> others() {
    return grid.others();
  }

  /**
   * Returns the names of the other members that can own something: those that are starting cannot.
   */
  public List<String> othersThatOwn() {
    return grid.headHolders().stream().filter(node -> !node.equals(self())).toList();
  }

  /** Returns true if this node can publish: it is in a majority and has a quorum lease. */
  public boolean isAvailable() {
    ClusterFeedWriter created = writer;
    return created != null && created.isAvailable();
  }

  /** Returns true if this node can publish, and has what it needs of the durable feeds. */
  public boolean isReady() {
    ClusterFeedWriter created = writer;
    return created != null && created.isReady();
  }

  private List<String> notVoting() {
    ClusterFeedWriter created = writer;
    return created == null ? List.of() : created.notVoting();
  }

  /** Returns the cluster as this node sees it, for {@code /health/ready}. */
  public JsonObject status() {
    ClusterFeedWriter created = writer;
    JsonObject status =
        new JsonObject()
            .put("self", self())
            .put("available", isAvailable())
            .put("moving", grid.isRebalancing())
            .put("takingOver", !grid.shares().isComplete(self()))
            .put("behind", secondsBehind())
            .put("members", memberStatuses())
            .put("owners", owners());
    VoterRegistry known = voters;
    FeedRegistry registry = feeds;
    if (known != null && known.hasStore() && registry != null) {
      status.put("durable", DurableStatus.of(known, registry, notVoting()));
    }
    List<String> incompatible = created == null ? List.of() : created.incompatibleNodes();
    return incompatible.isEmpty()
        ? status
        : status.put("incompatible", new JsonArray(incompatible));
  }

  private double secondsBehind() {
    ClusterFeedWriter created = writer;
    return created == null || created.isAvailable() ? 0 : created.microsSinceLastContact() / 1e6;
  }

  private JsonArray memberStatuses() {
    ClusterFeedWriter created = writer;
    JsonArray members = new JsonArray();
    for (String node : members()) {
      boolean isSelf = node.equals(self());
      long open = isSelf || created == null ? connections.getAsLong() : created.connectionsOf(node);
      members.add(new JsonObject().put("node", node).put("connections", open));
    }
    return members;
  }

  private JsonObject owners() {
    JsonObject owners = new JsonObject();
    FeedRegistry registry = feeds;
    ClusterFeedWriter created = writer;
    if (registry != null && created != null) {
      registry.names().forEach(feed -> owners.put(feed, created.owner(feed)));
    }
    return owners;
  }

  /** Registers the metrics of the cluster. */
  public void registerMetrics(MeterRegistry registry) {
    gauge(registry, "members", "Members that this node sees", () -> members().size());
    gauge(registry, "available", "1 if this node can publish", () -> isAvailable() ? 1 : 0);
    gauge(
        registry,
        "moving",
        "1 while copies are missing or being moved",
        () -> grid.isRebalancing() ? 1 : 0);
    gauge(
        registry,
        "registrations",
        "Event-bus addresses that all nodes have registered",
        grid::registrations);
    gauge(
        registry,
        "not_voting",
        "Durable feeds for which the vote of this node does not count yet",
        () -> notVoting().size());
    gauge(registry, "owned", "Feeds whose updates this node orders", () -> ownedFeeds().size());
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, Supplier<Number> value) {
    Gauge.builder("feedhorn.cluster." + name, value).description(description).register(registry);
  }

  private Set<String> ownedFeeds() {
    ClusterFeedWriter created = writer;
    return created == null ? Set.of() : created.owned();
  }

  /** Returns true if this node orders the updates of a feed now. */
  public boolean isWriting(String feed) {
    return ownedFeeds().contains(feed);
  }

  /** Returns the node that is to order the updates of a feed; null if there is none. */
  public @Nullable String owner(String feed) {
    ClusterFeedWriter created = writer;
    return created == null ? null : created.owner(feed);
  }

  /** Returns true if this node is the owner of a feed, also before the feed's first update. */
  public boolean owns(String feed) {
    ClusterFeedWriter created = writer;
    return created != null && created.owns(feed);
  }

  /** Adopts what the merged cluster has, after partitions merged. */
  public void onMerged() {
    ClusterFeedWriter created = writer;
    if (created != null) {
      created.onMerged(vertx);
    }
  }

  /** Leaves the cluster, after Vert.x was closed. Blocks, in bounded time. */
  public void stop() {
    grid.stop();
  }
}
