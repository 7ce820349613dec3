package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The forced writes of one feed. After one has failed, an empty one is tried once a second: what
 * the store lacks grows while a disk is full, and collecting it for each attempt would take all
 * time of the event loop. Owned by the writer's event loop.
 */
final class ForcedWrites {
  static final long RETRY_NANOS = 1_000_000_000L;

  private final StoreWriter store;
  private boolean failing;
  private @Nullable Long triedNanos;

  ForcedWrites(StoreWriter store) {
    this.store = store;
  }

  Future<Void> write(List<StoreChange> changes) {
    return store
        .writeForced(changes)
        .onSuccess(done -> failing = false)
        .onFailure(failure -> failing = true);
  }

  /** Fails at once if the newest write has failed. */
  Future<Void> ready() {
    return failing
        ? Future.failedFuture(new RetryableException("the store cannot be written"))
        : Future.succeededFuture();
  }

  /** Returns true if the newest write has failed. */
  boolean isFailing() {
    return failing;
  }

  /** Returns true unless the store was tried less than a second ago and still fails. */
  boolean mayTry(long nanos) {
    return !failing || triedNanos == null || nanos - triedNanos > RETRY_NANOS;
  }

  /** Tries an empty write if the newest write has failed. */
  Future<Void> tryAgain(long nanos) {
    if (!failing) {
      return Future.succeededFuture();
    }
    triedNanos = nanos;
    return write(List.of());
  }
}
