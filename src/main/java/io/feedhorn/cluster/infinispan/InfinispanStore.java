package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.owner.HeadHolders;
import io.feedhorn.cluster.owner.ReplicationStore;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.infinispan.Cache;
import org.infinispan.context.Flag;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.jspecify.annotations.Nullable;

/**
 * The committed heads in Infinispan. Operations may wait for the network, so they run on worker
 * threads; their futures complete on the caller's context. Safe on any thread of Vert.x.
 */
final class InfinispanStore implements ReplicationStore {
  private static final int MAX_COMMIT_ATTEMPTS = 200;
  private static final long RETRY_MILLIS = 20;

  private final HeadCache heads;
  private final WorkerExecutor workers;
  private final FeedQuota quota;
  private final int copies;

  InfinispanStore(
      HeadCache heads, Cache<String, String> facts, WorkerExecutor workers, int copies) {
    this.heads = heads;
    this.workers = workers;
    this.quota = new FeedQuota(facts, workers);
    this.copies = copies;
  }

  @Override
  public Future<@Nullable CommittedHead> read(String feed) {
    return async(() -> heads.cache().getAsync(feed));
  }

  @Override
  public Future<Boolean> createHead(String feed, CommittedHead head) {
    return this.<CommittedHead>async(() -> heads.cache().putIfAbsentAsync(feed, head))
        .map(existing -> existing == null);
  }

  @Override
  public Future<Boolean> replace(String feed, CommittedHead expected, CommittedHead head) {
    return async(() -> heads.cache().replaceAsync(feed, expected, head));
  }

  @Override
  public Future<Boolean> reservePlace(String feed, int reserved, int places) {
    return quota.reserve(feed, reserved, places);
  }

  @Override
  public @Nullable HeadHolders holders(String feed) {
    return heads.holders(feed, copies);
  }

  @Override
  public boolean append(String feed, CommitBatch commit, int assignment, String owner) {
    return heads.append(feed, commit, assignment, owner);
  }

  @Override
  public Future<Void> commit(String feed, CommitBatch commit) {
    return commit(feed, commit, MAX_COMMIT_ATTEMPTS);
  }

  private Future<Void> commit(String feed, CommitBatch commit, int attempts) {
    LocalizedCacheTopology before = heads.topology();
    return async(
            () ->
                heads
                    .cache()
                    .getAdvancedCache()
                    .withFlags(Flag.IGNORE_RETURN_VALUES)
                    .computeAsync(feed, commit))
        .compose(
            done ->
                heads.isStored(feed, before, copies)
                    ? Future.succeededFuture()
                    : commitAgain(feed, commit, attempts - 1));
  }

  /** Commits again, because the nodes that store the head changed during the commit. */
  private Future<Void> commitAgain(String feed, CommitBatch commit, int attempts) {
    if (attempts == 0) {
      return Future.failedFuture("too few nodes have stored the newest batch of feed " + feed);
    }
    return delay(RETRY_MILLIS).compose(later -> commit(feed, commit, attempts));
  }

  /** Completes after a delay, on the caller's context. */
  static Future<Void> delay(long millis) {
    Vertx vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
    return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
  }

  private <T> Future<@Nullable T> async(Supplier<CompletionStage<@Nullable T>> call) {
    Context context = Objects.requireNonNull(Vertx.currentContext());
    return workers
        .executeBlocking(call::get, false)
        .compose(stage -> Future.fromCompletionStage(stage, context))
        // The grid wraps what a commit throws on another node.
        .recover(failure -> Future.failedFuture(RepeatedStart.rootCause(failure)));
  }
}
