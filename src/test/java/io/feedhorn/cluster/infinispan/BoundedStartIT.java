package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.infinispan.topology.PersistentUUIDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that starts or stops while the coordinator of the grid does not answer. */
@Timeout(120)
class BoundedStartIT {
  private static final BoundedStart SHORT = new BoundedStart(Duration.ofSeconds(2));
  private static final BoundedStart LONG = new BoundedStart(Duration.ofSeconds(100));

  private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
  private final Vertx vertx = Vertx.vertx();
  private final List<InfinispanGrid> grids = new ArrayList<>();

  @AfterEach
  void stop() {
    grids.forEach(InfinispanGrid::stop);
    vertx.close().await();
  }

  private ClusterOptions options(int node) {
    return TestGrids.options(ports, node);
  }

  private InfinispanGrid join(int node, BoundedStart bound) throws IOException {
    InfinispanGrid grid =
        InfinispanCluster.join(options(node), "node" + node, FormatVersion.CURRENT, bound);
    grids.add(grid);
    return grid;
  }

  @Test
  void aNodeWhoseCoordinatorDoesNotAnswerEndsItsStart() throws Exception {
    InfinispanGrid coordinator = join(0, LONG);
    SilentMember silent = SilentMember.of(coordinator);

    assertThatThrownBy(() -> join(1, SHORT))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageContaining("could not join the grid of the members [node0, node1] within 2 s");

    silent.end();
    // The start that was given up goes on, and is stopped.
    Awaitility.await().until(() -> coordinator.members().equals(List.of("node0")));
    TestGrids.awaitPorts(options(1));
    assertThat(join(1, LONG).members()).containsExactly("node0", "node1");
  }

  @Test
  void aNodeThatTheCoordinatorRefusesTriesAgain() throws Exception {
    InfinispanGrid coordinator = join(0, LONG);
    InfinispanGrid lost = join(1, LONG);
    Address address = lost.manager().getAddress();
    disconnect(lost);
    Awaitility.await().until(() -> coordinator.members().equals(List.of("node0")));
    // As on a coordinator that has joined after that member was lost.
    GlobalComponentRegistry.componentOf(coordinator.manager(), PersistentUUIDManager.class)
        .removePersistentAddressMapping(address);
    Transport transport =
        GlobalComponentRegistry.componentOf(coordinator.manager(), Transport.class);
    int alone = transport.getViewId();

    CompletableFuture<InfinispanGrid> joined = CompletableFuture.supplyAsync(() -> joinLast());

    // It has joined, left, and joined again.
    Awaitility.await().until(() -> transport.getViewId() >= alone + 3 || joined.isDone());
    coordinator.createStore(vertx);
    coordinator.checkAvailability();
    assertThat(joined.get().members()).containsExactly("node0", "node2");
  }

  private InfinispanGrid joinLast() {
    try {
      return join(2, LONG);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Ends a member like a crash: it does not announce that it leaves. */
  private static void disconnect(InfinispanGrid grid) {
    Transport transport = GlobalComponentRegistry.componentOf(grid.manager(), Transport.class);
    ((JGroupsTransport) transport).getChannel().close();
  }

  @Test
  void aNodeWhoseCoordinatorDoesNotAnswerEndsItsStop() throws Exception {
    InfinispanGrid coordinator = join(0, LONG);
    InfinispanGrid other = join(1, LONG);
    SilentMember silent = SilentMember.of(coordinator);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(other::stop);

    Awaitility.await().until(stopped::isDone);
    silent.end();
    Awaitility.await().until(() -> coordinator.members().equals(List.of("node0")));
  }
}
