package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.transport.FreePorts;
import io.vertx.core.shareddata.Lock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.infinispan.AdvancedCache;
import org.infinispan.lock.impl.entries.ClusteredLockKey;
import org.infinispan.lock.impl.entries.ClusteredLockState;
import org.infinispan.lock.impl.entries.ClusteredLockValue;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two holders of one node, the first of which lost the lock before it read what is stored. */
@Timeout(120)
class HeldLockIT {
  private static final ClusteredLockKey KEY = new ClusteredLockKey(ByteString.fromString("x"));

  private final Set<ClusteredLockValue> claimed = ConcurrentHashMap.newKeySet();

  private Lock acquire(LockNode node) throws Exception {
    DefaultCacheManager manager = node.grid.manager();
    return new HeldLock(manager, node.vertx, "x", claimed).acquired().await(50, TimeUnit.SECONDS);
  }

  @Test
  void neverHoldOneAcquisitionTogether() throws Exception {
    try (LockNode node = LockNode.start(List.of(FreePorts.next()), 0, "first")) {
      node.lock("x").release();
      AdvancedCache<ClusteredLockKey, ClusteredLockValue> locks =
          AbandonedLocks.cacheOf(node.grid.manager());
      store(locks, node, "second");
      Lock held = acquire(node);

      assertThatThrownBy(() -> acquire(node)).hasMessageContaining("was lost");
      assertThat(locks.get(KEY)).isEqualTo(acquired(node, "second"));

      held.release();
      Awaitility.await()
          .until(
              () -> ClusteredLockValue.INITIAL_STATE.equals(locks.get(KEY)) && claimed.isEmpty());
      store(locks, node, "third");
      acquire(node);
    }
  }

  private static void store(
      AdvancedCache<ClusteredLockKey, ClusteredLockValue> locks, LockNode node, String request) {
    locks.put(KEY, acquired(node, request));
  }

  private static ClusteredLockValue acquired(LockNode node, String request) {
    return new ClusteredLockValue(
        request, node.grid.manager().getAddress(), ClusteredLockState.ACQUIRED);
  }
}
