package io.feedhorn.cluster;

import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.TakeoverMessages;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The takeover of this node's feeds after its start, slice by slice. The other nodes learn of each
 * slice first, and answer when they have ended their commits of its feeds. While the event loop is
 * late, because code is compiled or processor time is scarce, it waits. Owned by the writer's event
 * loop.
 */
final class Takeover {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
  private static final Duration MAX_LATENESS = Duration.ofMillis(100);
  private static final Times TIMES =
      new Times(Duration.ofSeconds(4), Duration.ofMillis(250), Duration.ofSeconds(30));

  /**
   * The times of a takeover.
   *
   * @param delay the time before the first slice
   * @param step the time between two slices
   * @param limit the time after which a late event loop does not hold slices back any more
   */
  record Times(Duration delay, Duration step, Duration limit) {}

  /** The feeds of this node (port). */
  interface Feeds {
    /** Returns true if a feed has updates. */
    boolean hasUpdates();

    /** Begins or ends to own feeds after a share has changed. */
    void check();

    /** Completes when no commit is running of a feed that this node does not own any more. */
    Future<Void> awaitCommits();
  }

  private final ClusterView view;
  private final TakeoverMessages messages;
  private final TakeoverShares shares;
  private final Feeds feeds;
  private final Vertx vertx;
  private final Times times;
  private final LongSupplier nanos;
  private long beginNanos;
  private boolean begun;
  private boolean merged;
  private boolean stopped;

  /**
   * Creates the takeover of a node that owns nothing.
   *
   * @param nanos the monotonic time
   */
  Takeover(
      ClusterView view,
      NodeMessaging messaging,
      TakeoverShares shares,
      Feeds feeds,
      Vertx vertx,
      Times times,
      LongSupplier nanos) {
    this.view = view;
    this.messages = new TakeoverMessages(messaging, shares);
    this.shares = shares;
    this.feeds = feeds;
    this.vertx = vertx;
    this.times = times;
    this.nanos = nanos;
  }

  static Takeover of(ReplicationServices services, Feeds feeds) {
    return new Takeover(
        services.grid(),
        services.messaging(),
        services.grid().shares(),
        feeds,
        services.vertx(),
        TIMES,
        System::nanoTime);
  }

  /** Starts to learn of the slices of the other nodes. */
  void start() {
    messages.start(
        () -> {
          feeds.check();
          return feeds.awaitCommits();
        });
  }

  /**
   * Begins the takeover. If no other node can own this node's feeds meanwhile, there is none to
   * take over, or partitions have merged since the node started, it ends at once.
   */
  void begin() {
    begun = true;
    beginNanos = nanos.getAsLong();
    if (!feeds.hasUpdates() || !isReplaceable()) {
      shares.record(view.self(), TakeoverShares.ALL);
    } else if (merged) {
      takeAll();
    } else {
      takeNextAfter(times.delay());
    }
  }

  /**
   * Ends it after a merge, also before it begins: only the first node that stores a head can
   * recover it then.
   */
  void end() {
    merged = true;
    if (begun) {
      takeAll();
    }
  }

  private void takeAll() {
    if (isRunning()) {
      take(TakeoverShares.ALL);
      messages
          .tell(view.others(), TakeoverShares.ALL)
          .onFailure(failure -> LOG.debug("A node has not learned of the share", failure));
    }
  }

  /** Stops it: the node is stopping, and must not make others give up feeds. */
  void stop() {
    stopped = true;
  }

  private boolean isRunning() {
    return !stopped && !shares.isComplete(view.self());
  }

  /** Returns true if another node may own feeds in place of this one. */
  private boolean isReplaceable() {
    return view.headHolders().stream().anyMatch(shares::isComplete);
  }

  private void takeNextAfter(Duration wait) {
    long due = nanos.getAsLong() + wait.toNanos();
    vertx.setTimer(
        wait.toMillis(),
        timer -> {
          if (!isRunning()) {
            return;
          }
          long now = nanos.getAsLong();
          if (now - due > MAX_LATENESS.toNanos() && now - beginNanos < times.limit().toNanos()) {
            takeNextAfter(times.step());
          } else {
            takeNext();
          }
        });
  }

  private void takeNext() {
    int share = isReplaceable() ? shares.of(view.self()) + 1 : TakeoverShares.ALL;
    messages
        .tell(view.others(), share)
        .onComplete(
            told -> {
              if (isRunning()) {
                take(share);
              }
            });
  }

  private void take(int share) {
    shares.record(view.self(), share);
    feeds.check();
    if (shares.isComplete(view.self())) {
      LOG.info("This node has taken over all of its feeds");
    } else {
      takeNextAfter(times.step());
    }
  }
}
