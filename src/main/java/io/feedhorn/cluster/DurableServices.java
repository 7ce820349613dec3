package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.OwnerServices;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.quorum.QuorumMessages;
import io.feedhorn.cluster.quorum.QuorumView;
import io.feedhorn.cluster.quorum.StoreTrust;
import io.feedhorn.cluster.quorum.VoterLogs;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node that its durable feeds share. Owned by the writer's event loop.
 *
 * @param votes null for a node without a store: it has replicas in memory
 */
record DurableServices(
    QuorumView view,
    OwnerServices owner,
    @Nullable VoterLogs votes,
    @Nullable QuorumMessages messages,
    @Nullable StoreTrust trust,
    @Nullable DurableStart loaded) {

  static DurableServices create(
      QuorumView view,
      FeedReplicas replicas,
      NodeMessaging messaging,
      VoterRegistry voters,
      OwnerServices shared,
      @Nullable DurableStart start) {
    BooleanSupplier lease =
        () ->
            view.isAvailable()
                && shared.statuses().isConfirmedBy(view.voterMembers(), view.majority() - 1);
    OwnerServices owner =
        new OwnerServices(
            view,
            shared.store(),
            shared.statuses(),
            lease,
            shared.replicator(),
            shared.feeds(),
            shared.metrics(),
            shared.tracer(),
            shared.copies());
    if (start == null) {
      return new DurableServices(view, owner, null, null, null, null);
    }
    VoterLogs votes = new VoterLogs(shared.feeds(), replicas, start.store(), voters::isTrusted);
    return new DurableServices(
        view,
        owner,
        votes,
        new QuorumMessages(messaging, view, votes),
        new StoreTrust(voters, view, votes, messaging),
        start);
  }

  /** Fills the logs with what the store contained. */
  Future<Void> load() {
    VoterLogs logs = votes;
    DurableStart start = loaded;
    return logs == null || start == null ? Future.succeededFuture() : logs.start(start.loaded());
  }

  /**
   * Creates what this node waits for before it is ready; a node without a store waits for nothing.
   *
   * @param ownerOf asks the owner of a feed
   */
  DurableReadiness readiness(Function<String, Future<?>> ownerOf) {
    VoterLogs logs = votes;
    return new DurableReadiness(
        view, () -> logs == null ? Set.of() : logs.notCounting(), ownerOf, System::nanoTime);
  }

  /** Returns the feeds on which this node votes. */
  Set<String> votedFeeds() {
    VoterLogs logs = votes;
    return logs == null ? Set.of() : logs.feeds();
  }

  /** Called about once a second. */
  void check() {
    StoreTrust check = trust;
    if (check != null) {
      check.check();
    }
  }

  /** Returns the names of the feeds that the store contained. */
  Set<String> storedFeeds() {
    DurableStart start = loaded;
    return start == null ? Set.of() : start.loaded().feeds().keySet();
  }

  /** Starts to answer the owners of feeds. */
  void start(BiConsumer<String, String> onMissing) {
    QuorumMessages handlers = messages;
    if (handlers != null) {
      handlers.start(onMissing);
    }
  }
}
