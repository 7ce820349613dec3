package io.feedhorn.cluster;

import static java.util.Objects.requireNonNull;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.feedhorn.publish.UpdateBroadcaster;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger that several nodes keep together. Owned by the writer's event loop, but for what says
 * that any thread may ask.
 */
final class ClusterFeedWriter implements FeedWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFeedWriter.class);
  private static final long CHECK_MILLIS = 100;
  private static final int CHECKS_FOR_HEADS = 10;
  private static final int MAX_ROUNDS = 5;
  private static final long DRAIN_NANOS = 2_000_000_000L;

  private final InfinispanGrid grid;
  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final int copies;
  private final LongSupplier connections;
  private final long source = new SecureRandom().nextLong();
  private final Map<String, FeedReplica> lanes = new HashMap<>();
  // Publishes on their way on feeds that have no log yet, by feed.
  private final Map<String, Integer> coming = new HashMap<>();
  private final Set<String> owned = ConcurrentHashMap.newKeySet();
  private FeedReplica.@Nullable ReplicaContext shared;
  private @Nullable OwnerOffsetQuery reach;
  private volatile @Nullable ReplicationProtocol protocol;
  private volatile @Nullable Context writer;
  private int checks;
  private volatile boolean leaving;

  ClusterFeedWriter(
      InfinispanGrid grid,
      FeedRegistry feeds,
      Metrics metrics,
      int copies,
      LongSupplier connections) {
    this.grid = grid;
    this.feeds = feeds;
    this.metrics = metrics;
    this.copies = copies;
    this.connections = connections;
  }

  @Override
  public Future<?> start(Vertx vertx) {
    writer = vertx.getOrCreateContext();
    NodeMessaging messaging = new NodeMessaging(vertx, grid.self());
    ReplicationProtocol others =
        new ReplicationProtocol(
            messaging, grid, () -> feeds.clock().micros(), this::lane, lanes.values(), connections);
    protocol = others;
    reach = new OwnerOffsetQuery(vertx, messaging, grid, this::reachedHere);
    shared =
        new FeedReplica.ReplicaContext(
            vertx, feeds, grid, new UpdateBroadcaster(vertx.eventBus()), metrics, others, copies);
    return others
        .open()
        .compose(open -> catchUp(others, MAX_ROUNDS))
        .compose(caughtUp -> grid.open(vertx))
        .onSuccess(
            open -> {
              others.compare();
              vertx.setPeriodic(CHECK_MILLIS, timer -> check());
            });
  }

  /** Has what the others have, before this node may own anything and serves anybody. */
  private Future<Void> catchUp(ReplicationProtocol others, int rounds) {
    return others
        .standings()
        .compose(
            all -> {
              List<Future<Void>> fetches = new ArrayList<>();
              furthest(all).forEach((feed, node) -> fetches.add(lane(feed).fetch(node)));
              return Future.join(fetches);
            })
        .<Void>mapEmpty()
        .recover(
            failure -> {
              LOG.debug("Not all could be fetched", failure);
              return rounds == 0 ? Future.succeededFuture() : catchUp(others, rounds - 1);
            });
  }

  /** For each feed that is further elsewhere, the node that is furthest. */
  private Map<String, String> furthest(Map<String, List<ReplicaStatus>> all) {
    Map<String, ReplicaStatus> best = new HashMap<>();
    Map<String, String> nodes = new HashMap<>();
    all.forEach(
        (node, standings) -> {
          for (ReplicaStatus each : standings) {
            ReplicaStatus other = best.get(each.feed());
            boolean better =
                other == null
                    || each.term() > other.term()
                    || (each.term() == other.term() && each.offset() > other.offset());
            if (better && each.offset() > 0) {
              best.put(each.feed(), each);
              nodes.put(each.feed(), node);
            }
          }
        });
    return nodes;
  }

  private FeedReplica lane(String feed) {
    return lanes.computeIfAbsent(
        feed, name -> new FeedReplica(name, source, requireNonNull(shared)));
  }

  @Override
  public Future<Receipt> append(PublishCommand command) {
    if (leaving) {
      return Future.failedFuture(new FeedException(ErrorCode.UNAVAILABLE, "This node is leaving."));
    }
    String feed = command.topic().feed();
    try {
      return feeds.log(feed) == null ? begin(feed, command) : lane(feed).append(command);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /** Publishes on a feed that is not there yet: those on their way count as well. */
  private Future<Receipt> begin(String feed, PublishCommand command) {
    feeds.checkFeedLimit(feed, coming.containsKey(feed) ? coming.size() - 1 : coming.size());
    coming.merge(feed, 1, Integer::sum);
    return lane(feed).append(command).onComplete(done -> arrived(feed, done.cause()));
  }

  private void arrived(String feed, @Nullable Throwable failure) {
    coming.computeIfPresent(feed, (name, number) -> number == 1 ? null : number - 1);
    FeedReplica replica = lanes.get(feed);
    if (replica != null
        && failure instanceof FeedException exception
        && exception.code() == ErrorCode.TOO_MANY) {
      replica.refuse();
    }
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    return requireNonNull(reach).reaches(feed, at);
  }

  private @Nullable Position reachedHere(String feed) {
    FeedReplica replica = lanes.get(feed);
    if (replica != null) {
      return replica.reached();
    }
    return owns(feed) ? feeds.endPosition(feed) : null;
  }

  private void check() {
    for (FeedReplica replica : List.copyOf(lanes.values())) {
      replica.check();
      if (replica.isOver()) {
        lanes.remove(replica.feed());
      }
      if (replica.isOwned()) {
        owned.add(replica.feed());
      } else {
        owned.remove(replica.feed());
      }
    }
    ReplicationProtocol others = protocol;
    if (++checks % CHECKS_FOR_HEADS == 0 && others != null) {
      others.compare();
      grid.checkAvailability();
    }
  }

  /** Whether a feed is this node's to write, or would be. Safe on any thread. */
  boolean owns(String feed) {
    return !leaving && isAvailable() && grid.self().equals(grid.owner(feed));
  }

  /** Whether this node can write, or would be the one to. Safe on any thread. */
  boolean isAvailable() {
    ReplicationProtocol others = protocol;
    return others != null && others.isAvailable();
  }

  @Nullable ReplicationProtocol exchange() {
    return protocol;
  }

  /** The feeds that this node writes now. Safe on any thread. */
  Set<String> owned() {
    return Set.copyOf(owned);
  }

  /** Whether this node writes a feed now. Safe on any thread. */
  boolean writes(String feed) {
    return owned.contains(feed);
  }

  @Override
  public Future<?> close() {
    leaving = true;
    Promise<Void> drained = Promise.promise();
    drain(System.nanoTime(), drained);
    return drained.future().compose(done -> grid.close());
  }

  /** Two clusters became one: feeds have the epoch of the other before their first update. */
  void merged(Vertx vertx) {
    Context context = writer;
    if (context != null) {
      vertx
          .executeBlocking(grid::epoch)
          .onSuccess(epoch -> context.runOnContext(now -> feeds.setInitialEpoch(epoch)));
    }
  }

  /** Waits for what was taken to be answered; then hands the feeds over. */
  private void drain(long since, Promise<Void> drained) {
    boolean idle = lanes.values().stream().allMatch(FeedReplica::isIdle);
    if (idle || System.nanoTime() - since > DRAIN_NANOS || shared == null) {
      owned.clear();
      lanes.values().forEach(FeedReplica::leave);
      drained.complete();
    } else {
      shared.vertx().setTimer(10, timer -> drain(since, drained));
    }
  }
}
