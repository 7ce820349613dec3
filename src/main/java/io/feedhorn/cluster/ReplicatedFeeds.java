package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.GridCommitter;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.log.FeedRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of this node in a cluster. Passes the messages of other nodes to them, and checks them
 * periodically. Owned by the writer's event loop.
 */
final class ReplicatedFeeds implements Takeover.Feeds {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedFeeds.class);
  private static final int MAX_CATCH_UP_ROUNDS = 5;
  private static final long COMMIT_CHECK_MILLIS = 2;

  private final ReplicationServices services;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, ReplicatedFeed> feeds = new HashMap<>();
  private final Takeover takeover;
  private boolean stoppedOwning;
  // One for all that wait: a commit may run for seconds, and each check passes over all feeds.
  private @Nullable Promise<Void> commitsEnded;
  // Read by health checks, on any thread.
  private final Set<String> owned = ConcurrentHashMap.newKeySet();

  ReplicatedFeeds(ReplicationServices services) {
    this.services = services;
    this.takeover = Takeover.of(services, this);
  }

  Takeover takeover() {
    return takeover;
  }

  /** Starts to handle the messages of other nodes. */
  Future<Void> start() {
    services
        .messaging()
        .handle(
            MessageKind.PUBLISH,
            (from, in) -> {
              PublishBatch publishes = PublishBatch.read(in);
              return get(publishes.feed()).order(publishes).map(PublishBatch::bytes);
            });
    GridCommitter.start(
        services.messaging(),
        services.owner().store(),
        services.replicas(),
        (batch, from) -> get(batch.feed()).onBatch(batch, from));
    services.statuses().start(this::onStatus);
    takeover.start();
    services.replicator().start((batch, from) -> get(batch.feed()).onBatch(batch, from));
    services.logServer().start(services.messaging());
    services.durable().start((feed, node) -> get(feed).fetch(node));
    return services.messaging().start();
  }

  private void onStatus(String node, ReplicaStatus status) {
    // Otherwise a feed that did not begin would be on the other nodes for good.
    boolean begun = status.offset() > 0 || status.owned();
    ReplicatedFeed feed = begun ? get(status.feed()) : find(status.feed());
    if (feed != null) {
      feed.onStatus(node, status);
    }
  }

  /** Returns a feed, which is created if there is none. */
  ReplicatedFeed get(String feed) {
    return feeds.computeIfAbsent(feed, this::create);
  }

  private ReplicatedFeed create(String feed) {
    ReplicatedFeed created =
        new ReplicatedFeed(services.replicas().get(feed), random.nextLong(), services);
    if (stoppedOwning) {
      created.stopOwning();
    }
    return created;
  }

  /** Returns a feed, or null if there is none. */
  @Nullable ReplicatedFeed find(String feed) {
    return feeds.get(feed);
  }

  /** Fetches all feeds from the other nodes, before this node serves clients or owns a feed. */
  Future<Void> catchUp() {
    return catchUp(MAX_CATCH_UP_ROUNDS);
  }

  private Future<Void> catchUp(int rounds) {
    return services
        .statuses()
        .statusesOfOthers()
        .compose(all -> fetchNewest(all).transform(done -> failUnlessComplete(all, done.cause())))
        .recover(
            failure -> {
              if (rounds > 0) {
                LOG.debug("Some updates were not fetched, trying again", failure);
                return catchUp(rounds - 1);
              }
              LOG.warn(
                  "This node starts although it may lack updates: {}. It fetches them from the owners"
                      + " of the feeds when these answer; until then its readers get what it has",
                  failure.getMessage());
              return Future.succeededFuture();
            });
  }

  private Future<Void> fetchNewest(Map<String, List<ReplicaStatus>> all) {
    return new FeedFetches(
            newest(all),
            node -> services.grid().members().contains(node),
            (feed, node) -> get(feed).fetch(node))
        .run();
  }

  /**
   * Fails with what is missing, if anything is. A member that did not answer may have feeds that no
   * other node has.
   *
   * @param notFetched the failure of the fetches, or null
   */
  private Future<Void> failUnlessComplete(
      Map<String, List<ReplicaStatus>> all, @Nullable Throwable notFetched) {
    List<String> missing = new ArrayList<>();
    List<String> silent = new ArrayList<>(services.grid().others());
    silent.removeAll(all.keySet());
    if (!silent.isEmpty()) {
      missing.add("the members %s did not answer".formatted(silent));
    }
    if (notFetched != null) {
      missing.add(String.valueOf(notFetched.getMessage()));
    }
    return missing.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(new RetryableException(String.join("; ", missing)));
  }

  /** Returns for each feed with updates the node whose replica is ahead of all others. */
  private Map<String, String> newest(Map<String, List<ReplicaStatus>> all) {
    Map<String, ReplicaStatus> newest = new HashMap<>();
    Map<String, String> nodes = new HashMap<>();
    all.forEach(
        (node, statuses) -> {
          for (ReplicaStatus status : statuses) {
            ReplicaStatus other = newest.get(status.feed());
            if (status.offset() > 0
                && get(status.feed()).accepts(status.epoch())
                && (other == null || status.isAheadOf(other))) {
              newest.put(status.feed(), status);
              nodes.put(status.feed(), node);
            }
          }
        });
    return nodes;
  }

  /** Creates the durable feeds that are configured or stored, so that each gets an owner. */
  void beginDurable() {
    FeedRegistry registry = services.owner().feeds();
    registry.durableFeeds().forEach(this::get);
    services.durable().storedFeeds().forEach(this::get);
    registry.names().stream().filter(services.durable().view()::isDurable).forEach(this::get);
  }

  /** Checks all feeds. Called several times a second, and after a change of owners. */
  @Override
  public void check() {
    for (ReplicatedFeed feed : List.copyOf(feeds.values())) {
      try {
        feed.check();
      } catch (RuntimeException failure) {
        // It must not stop the others.
        LOG.error("Checking feed {} failed", feed.feed(), failure);
      }
      if (feed.isRemovable()) {
        feeds.remove(feed.feed());
        services.replicas().remove(feed.feed());
      }
      if (feed.isOwned()) {
        owned.add(feed.feed());
      } else {
        owned.remove(feed.feed());
      }
    }
  }

  @Override
  public boolean hasUpdates() {
    return services.replicas().all().stream().anyMatch(FeedReplica::hasUpdates);
  }

  @Override
  public Future<Void> awaitCommits() {
    Promise<Void> waiting = commitsEnded;
    if (waiting == null) {
      waiting = Promise.promise();
      commitsEnded = waiting;
      awaitCommits(waiting);
    }
    return waiting.future();
  }

  private void awaitCommits(Promise<Void> ended) {
    if (feeds.values().stream().noneMatch(feed -> !feed.isOwned() && feed.isCommitting())) {
      commitsEnded = null;
      ended.complete();
    } else {
      services.vertx().setTimer(COMMIT_CHECK_MILLIS, timer -> awaitCommits(ended));
    }
  }

  boolean isIdle() {
    return feeds.values().stream().allMatch(ReplicatedFeed::isIdle);
  }

  /** Gives up the ownership of all feeds, and of those that are created later. */
  void stopOwning() {
    stoppedOwning = true;
    owned.clear();
    feeds.values().forEach(ReplicatedFeed::stopOwning);
  }

  /** Returns the feeds whose updates this node orders now. Safe on any thread. */
  Set<String> owned() {
    return Set.copyOf(owned);
  }
}
