package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A store that only an owner in the data grid would use, which a test does not have. */
public final class NoStore implements ReplicationStore {
  @Override
  public Future<@Nullable CommittedHead> read(String feed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Boolean> createHead(String feed, CommittedHead head) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Boolean> replace(String feed, CommittedHead expected, CommittedHead head) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> commit(String feed, CommitBatch commit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable HeadHolders holders(String feed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean append(String feed, CommitBatch commit, int assignment, String owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Boolean> reservePlace(String feed, int reserved, int places) {
    throw new UnsupportedOperationException();
  }
}
