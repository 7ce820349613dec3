package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that is left alone, in whichever order the two members joined the cache of heads. */
@Timeout(120)
class LoneNodeIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  private final Vertx vertx = Vertx.vertx();
  private InfinispanGrid coordinator;
  private InfinispanGrid other;

  @BeforeEach
  void join() throws IOException {
    List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
    coordinator = TestGrids.join(ports, 0, "node0", FormatVersion.CURRENT);
    other = TestGrids.join(ports, 1, "node1", FormatVersion.CURRENT);
    assertThat(coordinator.manager().isCoordinator()).isTrue();
  }

  @AfterEach
  void stop() {
    other.stop();
    coordinator.stop();
    vertx.close().await();
  }

  private void joinHeads(InfinispanGrid grid) throws TimeoutException {
    grid.createStore(vertx);
    grid.startOwning().await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends a member like a crash: it does not announce that it leaves. */
  private static void disconnect(InfinispanGrid grid) {
    Transport transport = GlobalComponentRegistry.componentOf(grid.manager(), Transport.class);
    ((JGroupsTransport) transport).getChannel().close();
  }

  @Test
  void aCoordinatorThatJoinedTheHeadsLastBecomesUnavailableWhenItIsAlone() throws TimeoutException {
    joinHeads(other);
    joinHeads(coordinator);
    awaitMembers(coordinator);
    awaitMembers(other);

    disconnect(other);

    Awaitility.await().atMost(TIMEOUT).until(() -> !coordinator.isAvailable());
  }

  @Test
  void aCoordinatorThatJoinedTheHeadsFirstBecomesUnavailableWhenItIsAlone()
      throws TimeoutException {
    joinHeads(coordinator);
    joinHeads(other);
    awaitMembers(coordinator);
    awaitMembers(other);

    disconnect(other);

    Awaitility.await().atMost(TIMEOUT).until(() -> !coordinator.isAvailable());
  }

  /** Waits until a member can write, and both hold heads. */
  private static void awaitMembers(InfinispanGrid grid) {
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> grid.isAvailable() && grid.headHolders().size() == 2 && !grid.isRebalancing());
  }
}
