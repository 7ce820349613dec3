package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store of new feeds, in which a commit runs until a test ends it. */
public final class HeldCommits implements ReplicationStore {
  private final Map<String, Promise<Void>> running = new ConcurrentHashMap<>();

  /** Returns true while a commit of a feed is running. Safe on any thread. */
  public boolean isCommitting(String feed) {
    return running.containsKey(feed);
  }

  /** Ends the running commit of a feed. */
  public void end(String feed) {
    Promise<Void> commit = running.remove(feed);
    if (commit != null) {
      commit.complete();
    }
  }

  @Override
  public Future<@Nullable CommittedHead> read(String feed) {
    return Future.succeededFuture(null);
  }

  @Override
  public Future<Boolean> createHead(String feed, CommittedHead head) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Boolean> replace(String feed, CommittedHead expected, CommittedHead head) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Void> commit(String feed, CommitBatch commit) {
    return running.computeIfAbsent(feed, name -> Promise.promise()).future();
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
