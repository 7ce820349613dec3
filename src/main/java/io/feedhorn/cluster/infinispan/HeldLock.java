package io.feedhorn.cluster.infinispan;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.infinispan.AdvancedCache;
import org.infinispan.lock.impl.entries.ClusteredLockKey;
import org.infinispan.lock.impl.entries.ClusteredLockValue;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.Address;
import org.infinispan.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A cluster-wide lock that this node has acquired. Its release is repeated until there is a
 * majority, and has no effect if the lock was lost: Infinispan releases a lock for whichever part
 * of the node holds it now, and only once. If it was lost before the first read, and this node has
 * acquired it again, one of the two holders fails. Safe on any thread.
 */
final class HeldLock implements Lock {
  private static final long RETRY_MILLIS = 1_000;

  private final AdvancedCache<ClusteredLockKey, ClusteredLockValue> locks;
  private final Address self;
  private final Vertx vertx;
  private final ClusteredLockKey key;
  private final Set<ClusteredLockValue> claimed;
  private final Promise<Lock> acquired = Promise.promise();
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile @Nullable ClusteredLockValue value;

  /**
   * @param claimed the values of all holders of this node; each request has another value
   */
  HeldLock(DefaultCacheManager manager, Vertx vertx, String name, Set<ClusteredLockValue> claimed) {
    this.claimed = claimed;
    this.locks = AbandonedLocks.cacheOf(manager);
    this.self = manager.getAddress();
    this.vertx = vertx;
    this.key = new ClusteredLockKey(ByteString.fromString(name));
  }

  /** Reads what the cluster has stored about this holder, and then gives the lock to it. */
  Future<Lock> acquired() {
    read();
    return acquired.future();
  }

  private void read() {
    Future.fromCompletionStage(locks.getAsync(key)).onComplete(this::onRead);
  }

  private void onRead(@Nullable ClusteredLockValue stored, @Nullable Throwable failure) {
    if (failure != null) {
      acquired.tryFail(failure);
      later(this::read);
    } else if (stored == null || !self.equals(stored.getOwner()) || !claimed.add(stored)) {
      acquired.tryFail("The lock " + key.getName() + " was lost.");
    } else {
      value = stored;
      if (!acquired.tryComplete(this)) {
        release();
      }
    }
  }

  @Override
  public void release() {
    if (released.compareAndSet(false, true)) {
      tryRelease();
    }
  }

  private void tryRelease() {
    ClusteredLockValue own = Objects.requireNonNull(value);
    Future.fromCompletionStage(locks.replaceAsync(key, own, ClusteredLockValue.INITIAL_STATE))
        .onSuccess(done -> claimed.remove(own))
        .onFailure(failure -> later(this::tryRelease));
  }

  private void later(Runnable attempt) {
    if (locks.getStatus().allowInvocations()) {
      vertx.setTimer(RETRY_MILLIS, timer -> attempt.run());
    }
  }
}
