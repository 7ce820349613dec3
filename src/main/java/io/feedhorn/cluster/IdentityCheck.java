package io.feedhorn.cluster;

import io.feedhorn.cluster.protocol.StatusExchange;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;

/**
 * Checks that a starting node can join the cluster: that its name, its voters and its store agree
 * with those of the running nodes. Owned by the writer's event loop.
 */
final class IdentityCheck {
  private static final long RETRY_MILLIS = 200;
  // A member that was killed is detected within this time, and never answers.
  private static final long MAX_WAIT_NANOS = 8_000_000_000L;

  private final Vertx vertx;
  private final ClusterGrid grid;
  private final StatusExchange statuses;
  private final VoterRegistry voters;
  private final long start = System.nanoTime();

  IdentityCheck(ReplicationServices services) {
    this.vertx = services.vertx();
    this.grid = services.grid();
    this.statuses = services.statuses();
    this.voters = services.voters();
  }

  /** Completes when the members are known; fails with the reason if one of them refuses. */
  Future<Void> run() {
    String refusal = voters.refusal();
    if (refusal != null) {
      return Future.failedFuture(new IOException("this node cannot join the cluster: " + refusal));
    }
    boolean late = System.nanoTime() - start > MAX_WAIT_NANOS;
    return late || voters.knows(grid.others())
        ? Future.succeededFuture()
        : delay().compose(later -> statuses.statusesOfOthers()).compose(all -> run());
  }

  private Future<Void> delay() {
    Promise<Void> later = Promise.promise();
    vertx.setTimer(RETRY_MILLIS, timer -> later.complete());
    return later.future();
  }
}
