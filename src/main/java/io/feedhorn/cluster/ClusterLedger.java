package io.feedhorn.cluster;

import static java.util.Objects.requireNonNull;

import io.feedhorn.log.Feeds;
import io.feedhorn.model.Code;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Position;
import io.feedhorn.model.Refusal;
import io.feedhorn.publish.Announcer;
import io.feedhorn.publish.Append;
import io.feedhorn.publish.Ledger;
import io.feedhorn.publish.Receipt;
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
final class ClusterLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterLedger.class);
  private static final long CHECK_MILLIS = 100;
  private static final int CHECKS_FOR_HEADS = 10;
  private static final int MOST_ROUNDS = 5;
  private static final long DRAIN_NANOS = 2_000_000_000L;

  private final Grid grid;
  private final Feeds feeds;
  private final Meters meters;
  private final int copies;
  private final LongSupplier connections;
  private final long source = new SecureRandom().nextLong();
  private final Map<String, Lane> lanes = new HashMap<>();
  // Publishes on their way on feeds that have no log yet, by feed.
  private final Map<String, Integer> coming = new HashMap<>();
  private final Set<String> owned = ConcurrentHashMap.newKeySet();
  private Lane.@Nullable Shared shared;
  private @Nullable Reach reach;
  private volatile @Nullable Exchange exchange;
  private volatile @Nullable Context writer;
  private int checks;
  private volatile boolean leaving;

  ClusterLedger(Grid grid, Feeds feeds, Meters meters, int copies, LongSupplier connections) {
    this.grid = grid;
    this.feeds = feeds;
    this.meters = meters;
    this.copies = copies;
    this.connections = connections;
  }

  @Override
  public Future<?> open(Vertx vertx) {
    writer = vertx.getOrCreateContext();
    Post post = new Post(vertx, grid.self());
    Exchange others =
        new Exchange(
            post, grid, () -> feeds.clock().micros(), this::lane, lanes.values(), connections);
    exchange = others;
    reach = new Reach(vertx, post, grid, this::reachedHere);
    shared =
        new Lane.Shared(
            vertx, feeds, grid, new Announcer(vertx.eventBus()), meters, others, copies);
    return others
        .open()
        .compose(open -> catchUp(others, MOST_ROUNDS))
        .compose(caughtUp -> grid.open(vertx))
        .onSuccess(
            open -> {
              others.compare();
              vertx.setPeriodic(CHECK_MILLIS, timer -> check());
            });
  }

  /** Has what the others have, before this node may own anything and serves anybody. */
  private Future<Void> catchUp(Exchange others, int rounds) {
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
  private Map<String, String> furthest(Map<String, List<Standing>> all) {
    Map<String, Standing> best = new HashMap<>();
    Map<String, String> nodes = new HashMap<>();
    all.forEach(
        (node, standings) -> {
          for (Standing each : standings) {
            Standing other = best.get(each.feed());
            boolean better =
                other == null
                    || each.tag() > other.tag()
                    || (each.tag() == other.tag() && each.offset() > other.offset());
            if (better && each.offset() > 0) {
              best.put(each.feed(), each);
              nodes.put(each.feed(), node);
            }
          }
        });
    return nodes;
  }

  private Lane lane(String feed) {
    return lanes.computeIfAbsent(feed, name -> new Lane(name, source, requireNonNull(shared)));
  }

  @Override
  public Future<Receipt> append(Append append) {
    if (leaving) {
      return Future.failedFuture(new Refusal(Code.UNAVAILABLE, "This node is leaving."));
    }
    String feed = append.topic().feed();
    try {
      return feeds.log(feed) == null ? begin(feed, append) : lane(feed).append(append);
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
  }

  /** Publishes on a feed that is not there yet: those on their way count as well. */
  private Future<Receipt> begin(String feed, Append append) {
    feeds.requireRoom(feed, coming.containsKey(feed) ? coming.size() - 1 : coming.size());
    coming.merge(feed, 1, Integer::sum);
    return lane(feed).append(append).onComplete(done -> arrived(feed, done.cause()));
  }

  private void arrived(String feed, @Nullable Throwable failure) {
    coming.computeIfPresent(feed, (name, number) -> number == 1 ? null : number - 1);
    Lane lane = lanes.get(feed);
    if (lane != null && failure instanceof Refusal refusal && refusal.code() == Code.TOO_MANY) {
      lane.refuse();
    }
  }

  @Override
  public Future<Boolean> reaches(String feed, Position at) {
    return requireNonNull(reach).reaches(feed, at);
  }

  private @Nullable Position reachedHere(String feed) {
    Lane lane = lanes.get(feed);
    if (lane != null) {
      return lane.reached();
    }
    return owns(feed) ? feeds.tail(feed) : null;
  }

  private void check() {
    for (Lane lane : List.copyOf(lanes.values())) {
      lane.check();
      if (lane.isOver()) {
        lanes.remove(lane.feed());
      }
      if (lane.isOwned()) {
        owned.add(lane.feed());
      } else {
        owned.remove(lane.feed());
      }
    }
    Exchange others = exchange;
    if (++checks % CHECKS_FOR_HEADS == 0 && others != null) {
      others.compare();
      grid.lookAround();
    }
  }

  /** Whether a feed is this node's to write, or would be. Safe on any thread. */
  boolean owns(String feed) {
    return !leaving && isAvailable() && grid.self().equals(grid.owner(feed));
  }

  /** Whether this node can write, or would be the one to. Safe on any thread. */
  boolean isAvailable() {
    Exchange others = exchange;
    return others != null && others.isAvailable();
  }

  @Nullable Exchange exchange() {
    return exchange;
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
          .onSuccess(epoch -> context.runOnContext(now -> feeds.setUnbornEpoch(epoch)));
    }
  }

  /** Waits for what was taken to be answered; then hands the feeds over. */
  private void drain(long since, Promise<Void> drained) {
    boolean idle = lanes.values().stream().allMatch(Lane::isIdle);
    if (idle || System.nanoTime() - since > DRAIN_NANOS || shared == null) {
      owned.clear();
      lanes.values().forEach(Lane::leave);
      drained.complete();
    } else {
      shared.vertx().setTimer(10, timer -> drain(since, drained));
    }
  }
}
