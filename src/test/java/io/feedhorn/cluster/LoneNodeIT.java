package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.FreePorts;
import io.vertx.core.Vertx;
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

/** Two members of the grid, whichever of them is the first to keep heads. */
@Timeout(120)
class LoneNodeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private InfinispanGrid coordinator;
  private InfinispanGrid other;

  @BeforeEach
  void join() {
    List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
    coordinator = join(ports, 0, BootstrapMode.ALWAYS);
    other = join(ports, 1, BootstrapMode.NEVER);
    assertThat(coordinator.manager().isCoordinator()).isTrue();
  }

  @AfterEach
  void leave() {
    other.leave();
    coordinator.leave();
    vertx.close().await();
  }

  private static InfinispanGrid join(List<Integer> ports, int node, BootstrapMode founding) {
    List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    ClusterOptions options =
        new ClusterOptions(true, "127.0.0.1", ports.get(node), members, 2, founding, null);
    return InfinispanGrid.join(options, "node" + node);
  }

  private void open(InfinispanGrid grid) throws TimeoutException {
    vertx
        .executeBlocking(() -> grid.open(vertx))
        .compose(opening -> opening)
        .await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends a member as its death does: it tells the grid nothing. */
  private static void disconnect(InfinispanGrid grid) {
    Transport transport = GlobalComponentRegistry.componentOf(grid.manager(), Transport.class);
    ((JGroupsTransport) transport).getChannel().close();
  }

  @Test
  void aCoordinatorThatWasNotTheFirstToKeepHeadsStopsWritingWhenItIsLeftAlone()
      throws TimeoutException {
    open(other);
    open(coordinator);
    awaitMembers(coordinator);
    awaitMembers(other);

    disconnect(other);

    Awaitility.await().atMost(PATIENCE).until(() -> !coordinator.isAvailable());
  }

  @Test
  void aCoordinatorThatWasTheFirstToKeepHeadsStopsWritingWhenItIsLeftAlone()
      throws TimeoutException {
    open(coordinator);
    open(other);
    awaitMembers(coordinator);
    awaitMembers(other);

    disconnect(other);

    Awaitility.await().atMost(PATIENCE).until(() -> !coordinator.isAvailable());
  }

  /** Waits until a member can write, and both keep heads. */
  private static void awaitMembers(InfinispanGrid grid) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> grid.isAvailable() && grid.keepers().size() == 2 && !grid.isRebalancing());
  }
}
