package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.infinispan.notifications.cachemanagerlistener.event.Event;
import org.infinispan.notifications.cachemanagerlistener.event.impl.EventImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A merge of partitions while the cluster manager of Vert.x waits for the grid. */
@Timeout(120)
class MembershipListenerIT {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final CountDownLatch answered = new CountDownLatch(1);
  private InfinispanGrid grid;

  @BeforeEach
  void start() throws Exception {
    grid = TestGrids.join(List.of(FreePorts.next()), 0, "node0", FormatVersion.CURRENT);
  }

  @AfterEach
  void stop() {
    answered.countDown();
    vertx.close().await();
    grid.stop();
  }

  @Test
  void theEventLoopGoesOn() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    Thread waiting = new Thread(() -> holdLock(held), "waiting");
    waiting.start();
    held.await();
    ClusterNode node = new ClusterNode(grid, vertx, 1);

    new MembershipListener(grid, vertx, node)
        .onMerged(
            new EventImpl(
                "grid", grid.manager(), Event.Type.MERGED, List.of(), List.of(), null, 1));

    // The addresses are registered half a second after the merge.
    Future<Void> later = vertx.timer(1, TimeUnit.SECONDS).mapEmpty();
    Awaitility.await().until(later::isComplete);
  }

  /** Holds the lock as Vert.x does while it removes what a member has registered. */
  private void holdLock(CountDownLatch held) {
    synchronized (grid.clusterManager()) {
      held.countDown();
      try {
        answered.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
