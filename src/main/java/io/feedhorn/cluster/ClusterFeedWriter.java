package io.feedhorn.cluster;

import static java.util.Objects.requireNonNull;

import io.feedhorn.cluster.owner.OwnerOffsetQuery;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The feed writer of a node in a cluster. Owned by the writer's event loop, except for methods that
 * are documented as safe on any thread.
 */
final class ClusterFeedWriter implements FeedWriter {
  private static final long CHECK_MILLIS = 100;
  private static final int CHECKS_PER_STATUS_EXCHANGE = 10;
  private static final long MAX_DRAIN_NANOS = 2_000_000_000L;
  private static final long DRAIN_CHECK_MILLIS = 10;

  private final ClusterGrid grid;
  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final Tracer tracer;
  private final int copies;
  private final LongSupplier connections;
  private final VoterRegistry voters;
  private final @Nullable DurableStart durable;
  // The number of publishes in progress on feeds without a log, by feed.
  private final Map<String, Integer> beginning = new HashMap<>();
  private @Nullable OwnerOffsetQuery offsetQuery;
  private volatile @Nullable DurableReadiness readiness;
  private volatile @Nullable ReplicationServices services;
  private volatile @Nullable ReplicatedFeeds replicated;
  private volatile @Nullable Context context;
  private volatile boolean stopping;
  private int checks;

  ClusterFeedWriter(
      ClusterGrid grid,
      FeedRegistry feeds,
      Metrics metrics,
      Tracer tracer,
      int copies,
      LongSupplier connections,
      VoterRegistry voters,
      @Nullable DurableStart durable) {
    this.grid = grid;
    this.feeds = feeds;
    this.metrics = metrics;
    this.tracer = tracer;
    this.copies = copies;
    this.connections = connections;
    this.voters = voters;
    this.durable = durable;
  }

  @Override
  public Future<?> start(Vertx vertx) {
    context = vertx.getOrCreateContext();
    ReplicationServices created =
        ReplicationServices.create(
            vertx, grid, feeds, metrics, tracer, copies, connections, voters, durable);
    ReplicatedFeeds table = new ReplicatedFeeds(created);
    OwnerOffsetQuery query =
        new OwnerOffsetQuery(
            vertx,
            created.messaging(),
            created.durable().view(),
            created.statuses(),
            this::endOfOwnFeed);
    services = created;
    replicated = table;
    offsetQuery = query;
    query.start();
    DurableReadiness ready = created.durable().readiness(query::end);
    readiness = ready;
    return voters
        .start()
        .compose(named -> created.durable().load())
        .compose(loaded -> table.start())
        .compose(started -> table.catchUp())
        .compose(caughtUp -> new IdentityCheck(created).run())
        .compose(accepted -> grid.startOwning())
        .onSuccess(
            owning -> {
              table.takeover().begin();
              voters.joined();
              table.beginDurable();
              ready.joined(created.durable().votedFeeds());
              created.statuses().exchange();
              vertx.setPeriodic(CHECK_MILLIS, timer -> check(created, table, ready));
            });
  }

  private void check(ReplicationServices created, ReplicatedFeeds table, DurableReadiness ready) {
    table.check();
    ready.check();
    if (++checks % CHECKS_PER_STATUS_EXCHANGE == 0) {
      created.statuses().exchange();
      grid.checkAvailability();
      created.durable().check();
      created.logServer().check();
    }
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    if (stopping) {
      return Future.failedFuture(
          new FeedException(
              ErrorCode.UNAVAILABLE, "This node is stopping and does not accept publishes."));
    }
    String feed = command.topic().feed();
    try {
      return feeds.log(feed) == null
          ? publishFirst(feed, command)
          : table().get(feed).publish(command);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  private ReplicatedFeeds table() {
    return requireNonNull(replicated);
  }

  /** Publishes on a feed that has no log yet. Feeds that begin at the same time count, too. */
  private Future<Receipt> publishFirst(String feed, PublishCommand command) {
    if (command.isDeletion() && !feeds.options(feed).durable()) {
      // It does not begin the feed, and takes no place.
      return table().get(feed).publish(command).onFailure(refusal -> reject(feed));
    }
    int others = beginning.containsKey(feed) ? beginning.size() - 1 : beginning.size();
    feeds.checkFeedLimit(feed, others);
    beginning.merge(feed, 1, Integer::sum);
    return table().get(feed).publish(command).onComplete(done -> completeFirst(feed, done.cause()));
  }

  private void completeFirst(String feed, @Nullable Throwable failure) {
    beginning.computeIfPresent(feed, (name, number) -> number == 1 ? null : number - 1);
    if (failure instanceof FeedException exception && exception.code() == ErrorCode.TOO_MANY) {
      reject(feed);
    }
  }

  private void reject(String feed) {
    ReplicatedFeed entry = table().find(feed);
    if (entry != null) {
      entry.reject();
    }
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    return requireNonNull(offsetQuery).reaches(feed, at);
  }

  @Override
  public boolean orders(String feed) {
    ReplicatedFeed entry = table().find(feed);
    return entry != null && entry.isOwned();
  }

  @Override
  public Future<Void> catchUp(String feed) {
    return requireNonNull(offsetQuery).catchUp(feed, feeds::endPosition);
  }

  private @Nullable Position endOfOwnFeed(String feed) {
    ReplicatedFeed entry = table().find(feed);
    if (entry != null) {
      return entry.end();
    }
    return owns(feed) ? feeds.endPosition(feed) : null;
  }

  /**
   * Returns true if this node orders the updates of a feed, or will do so when the first one is
   * published. Safe on any thread.
   */
  boolean owns(String feed) {
    ReplicationServices created = services;
    return !stopping
        && created != null
        && created.durable().view().isOwner(feed)
        && (created.durable().view().isDurable(feed)
            ? created.durable().owner().lease().getAsBoolean()
            : isAvailable());
  }

  /** Returns the owner of a feed, or null if there is none. Safe on any thread. */
  @Nullable String owner(String feed) {
    ReplicationServices created = services;
    return created == null ? grid.owner(feed) : created.durable().view().owner(feed);
  }

  /** Returns true if this node is in a majority and has a quorum lease. Safe on any thread. */
  boolean isAvailable() {
    ReplicationServices created = services;
    return created != null && created.statuses().isAvailable();
  }

  /** Returns true if this node can publish, and waits for no durable feed. Any thread. */
  boolean isReady() {
    DurableReadiness created = readiness;
    return isAvailable() && created != null && created.isReady();
  }

  /** Returns the durable feeds for which the vote of this node does not count. Any thread. */
  List<String> notVoting() {
    DurableReadiness created = readiness;
    return created == null ? List.of() : created.notVoting();
  }

  /** Returns the number of client connections that a node reported. Safe on any thread. */
  long connectionsOf(String node) {
    ReplicationServices created = services;
    return created == null ? 0 : created.peers().connectionsOf(node);
  }

  /** Returns the microseconds since any other node was heard from. Safe on any thread. */
  long microsSinceLastContact() {
    ReplicationServices created = services;
    return created == null ? 0 : created.peers().microsSinceLastContact();
  }

  /** Returns the members that use another format version. Safe on any thread. */
  List<String> incompatibleNodes() {
    ReplicationServices created = services;
    return created == null ? List.of() : created.messaging().incompatibleNodes();
  }

  /** Returns the feeds whose updates this node orders now. Safe on any thread. */
  Set<String> owned() {
    ReplicatedFeeds table = replicated;
    return table == null ? Set.of() : table.owned();
  }

  /**
   * Ends the takeover, and adopts the initial epoch of the merged cluster for feeds without
   * updates. Safe on any thread.
   */
  void onMerged(Vertx vertx) {
    Context writer = context;
    ReplicatedFeeds table = replicated;
    if (writer != null && table != null) {
      writer.runOnContext(event -> table.takeover().end());
      vertx
          .executeBlocking(grid::initialEpoch)
          .onSuccess(epoch -> writer.runOnContext(event -> feeds.setInitialEpoch(epoch)));
    }
  }

  @Override
  public Future<?> close() {
    stopping = true;
    voters.leaving();
    ReplicationServices created = services;
    ReplicatedFeeds table = replicated;
    if (created == null || table == null) {
      return grid.stopOwning();
    }
    table.takeover().stop();
    // So that another node takes over the durable feeds at once.
    created.statuses().exchange();
    Promise<Void> drained = Promise.promise();
    drain(created.vertx(), table, System.nanoTime(), drained);
    return drained.future().compose(done -> grid.stopOwning());
  }

  /** Waits until accepted publishes are answered; then gives up the ownership of all feeds. */
  private static void drain(Vertx vertx, ReplicatedFeeds table, long since, Promise<Void> drained) {
    if (table.isIdle() || System.nanoTime() - since > MAX_DRAIN_NANOS) {
      table.stopOwning();
      drained.complete();
    } else {
      vertx.setTimer(DRAIN_CHECK_MILLIS, timer -> drain(vertx, table, since, drained));
    }
  }
}
