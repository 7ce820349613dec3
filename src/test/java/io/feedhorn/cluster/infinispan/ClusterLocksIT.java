package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.shareddata.Lock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The locks of Vert.x on three nodes, two of which end or are partitioned. */
@Timeout(240)
class ClusterLocksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
  private final List<LockNode> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    for (int node = 0; node < 3; node++) {
      nodes.add(LockNode.start(ports, node, "first"));
    }
    awaitMembers();
  }

  @AfterEach
  void stop() {
    nodes.forEach(LockNode::close);
  }

  private void awaitMembers() {
    for (LockNode node : nodes) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  node.grid.members().size() == 3
                      && node.grid.headHolders().size() == 3
                      && node.grid.isAvailable()
                      && !node.grid.isRebalancing());
    }
  }

  private static void awaitLocks(LockNode node, AvailabilityMode mode) {
    Awaitility.await().atMost(PATIENCE).until(() -> node.locks() == mode);
  }

  private static void awaitFree(LockNode node, String lock) {
    Awaitility.await().atMost(PATIENCE).until(() -> node.isFree(lock));
  }

  @Test
  void afterTheRestartOfTwoNodesOnlyTheLocksOfTheThirdAreHeld() throws Exception {
    LockNode third = nodes.get(0);
    Lock held = third.lock("held");
    Lock released = third.lock("released");
    nodes.get(1).lock("of an ended node");
    nodes.get(1).kill();
    nodes.get(2).kill();
    awaitLocks(third, AvailabilityMode.DEGRADED_MODE);
    released.release();

    // The first check of all: no check before has seen the nodes that are gone.
    third.startChecks();
    for (int ended : List.of(1, 2)) {
      nodes.get(ended).close();
      nodes.set(ended, LockNode.start(ports, ended, "second"));
      nodes.get(ended).startChecks();
    }
    awaitMembers();

    for (LockNode node : nodes) {
      awaitLocks(node, AvailabilityMode.AVAILABLE);
      for (String lock : List.of("released", "of an ended node", "new")) {
        awaitFree(node, lock);
      }
      assertThat(node.isFree("held")).isFalse();
    }
    Future<Lock> next = nodes.get(1).request("held");
    Future<Lock> last = third.request("held");
    held.release();
    Awaitility.await().atMost(PATIENCE).until(() -> next.succeeded() || last.succeeded());
    assertThat(next.succeeded() && last.succeeded()).isFalse();
    (next.succeeded() ? next : last).result().release();
    Awaitility.await().atMost(PATIENCE).until(() -> next.succeeded() && last.succeeded());
  }

  @Test
  void aLockThatNoOtherNodeHasUsedIsReleasedWhenItsHolderEnds() throws Exception {
    nodes.forEach(LockNode::startChecks);
    nodes.get(2).lock("x");

    nodes.get(2).kill();

    awaitFree(nodes.get(0), "x");
  }

  @Test
  void aNodeThatWasPartitionedReleasesOnlyItsOwnLock() throws Exception {
    LockNode alone = nodes.get(2);
    nodes.forEach(LockNode::startChecks);
    Lock lost = alone.lock("x");
    alone.cut();
    awaitLocks(alone, AvailabilityMode.DEGRADED_MODE);
    assertThat(alone.isFree("new")).isFalse();
    awaitFree(nodes.get(0), "x");

    alone.heal();
    awaitMembers();
    awaitLocks(alone, AvailabilityMode.AVAILABLE);
    Lock again = alone.lock("x");
    lost.release();

    assertThat(nodes.get(0).isFree("x")).isFalse();
    again.release();
    awaitFree(nodes.get(0), "x");
  }
}
