package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.cluster.replica.ReplicaLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Voters of one feed without threads, network and disks. Messages are lost, repeated and reordered,
 * writes fail or wait, and nodes stop and lose what was not forced, in an order that a seed
 * decides.
 */
final class QuorumModel {
  static final String FEED = "f";
  static final int LONG_MILLIS = 1_000;

  final Random random;
  final List<ModelNode> nodes = new ArrayList<>();
  final List<Runnable> messages = new ArrayList<>();
  final List<Runnable> timers = new ArrayList<>();
  final int history;
  private final boolean manyEmptyDisks;
  final List<String> names = new ArrayList<>();
  boolean lossy = true;

  /** A node to which no other one copies its log, or null. */
  @Nullable ModelNode alone;

  int lastPayload;
  long now = 1;

  /** All that any replica has applied, by offset. */
  final TreeMap<Long, String> applied = new TreeMap<>();

  /** All that was answered, by offset. */
  final TreeMap<Long, String> answered = new TreeMap<>();

  @Nullable String epoch;

  QuorumModel(Random random, int size) {
    this.random = random;
    this.manyEmptyDisks = random.nextInt(3) == 0;
    this.history = random.nextBoolean() ? 1_000 : 1 + random.nextInt(3);
    for (int index = 0; index < size; index++) {
      names.add("n" + index);
    }
    for (int index = 0; index < size; index++) {
      nodes.add(new ModelNode(this, index));
    }
  }

  /** Brings a node to the committed log of another one, as the catch-up does. */
  void copy(ModelNode to, ModelNode from) {
    ReplicaLog log = to.replica.log();
    ReplicaLog other = from.replica.log();
    boolean same = log.epoch().equals(other.epoch());
    boolean level = same && log.offset() >= other.offset();
    if (to == alone || !to.up || !from.up || other.offset() == 0 || level) {
      return;
    }
    List<Batch> after = same ? other.recentBatches().after(log.offset(), 10_000) : null;
    if (after != null && random.nextBoolean()) {
      after.forEach(log::apply);
      return;
    }
    LogSnapshot snapshot = log.newSnapshot(other.epoch(), other.term(), other.offset());
    other.log().retained().forEach(update -> snapshot.addUpdate(LogEntry.of(update)));
    other.log().retained().forEach(to::onUpdate);
    log.load(snapshot);
  }

  void step() {
    now += random.nextInt(40);
    ModelNode node = nodes.get(random.nextInt(nodes.size()));
    int choice = random.nextInt(1_000);
    if (choice < 550) {
      runOne(messages);
    } else if (choice < 800) {
      if (node.store.isBusy()) {
        if (lossy && random.nextInt(40) == 0) {
          node.store.fail();
        } else {
          node.store.force();
        }
      }
    } else if (choice < 940) {
      if (node.up && (node.index == 0 || random.nextInt(4) == 0)) {
        node.act();
      }
    } else if (choice < 970) {
      if (node.up) {
        node.check();
      }
    } else if (choice < 980) {
      runOne(timers);
    } else if (lossy) {
      stopOrStart(node, choice);
    }
  }

  private void stopOrStart(ModelNode node, int choice) {
    if (!node.up) {
      node.start();
    } else if (choice == 999) {
      // All at once.
      nodes.stream().filter(each -> each.up).forEach(each -> each.crash(random.nextInt(3)));
    } else if (choice >= (manyEmptyDisks ? 984 : 996)
        && nodes.stream().allMatch(each -> each.up && each.voter.isWhole())) {
      node.crash(0);
      node.store.wipe();
    } else if (choice >= 988) {
      node.crash(random.nextInt(3));
    }
  }

  private void runOne(List<Runnable> from) {
    if (!from.isEmpty()) {
      from.remove(random.nextInt(from.size())).run();
    }
  }

  /** Loses nothing from now on, and starts all nodes that are down. */
  void heal() {
    lossy = false;
    nodes.stream().filter(node -> !node.up).forEach(ModelNode::start);
  }

  /** Runs until one node was the owner, and has committed one more batch. */
  void commitOnce(int index) {
    nodes.get(index).head = null;
    commitNext(index);
  }

  /** Runs until a node has committed one more batch, in the term that it has. */
  void commitNext(int index) {
    ModelNode node = nodes.get(index);
    long before = answered.isEmpty() ? 0 : answered.lastKey();
    runUntil(
        "node " + index + " commits",
        () -> {
          node.act();
          return !answered.isEmpty() && answered.lastKey() > before;
        });
  }

  /** Runs for a while, in which no batch is begun. */
  void runSteps(int steps) {
    int[] done = {0};
    runUntil("the steps are done", () -> ++done[0] > steps);
  }

  /** Runs until the owner on a node knows that all votes count, so that it stops asking. */
  void awaitAllKnown(int index) {
    runUntil("the owner knows that all votes count", nodes.get(index).owner::knowsAllVotes);
  }

  /** Brings all nodes to the log of one, on their disks, too. */
  void copyAll(int index) {
    ModelNode from = nodes.get(index);
    nodes.stream().filter(node -> node != from).forEach(node -> copy(node, from));
    runUntil(
        "all have stored what was committed",
        () ->
            nodes.stream()
                .allMatch(
                    node -> {
                      LogEnd end = node.voter.end().result();
                      return end != null && end.stored() == answered.lastKey();
                    }));
  }

  boolean isAnyWhole(int... indexes) {
    return IntStream.of(indexes).anyMatch(index -> nodes.get(index).voter.isWhole());
  }

  /** Runs until the votes of all nodes count. */
  void awaitWhole(int index) {
    ModelNode node = nodes.get(index);
    runUntil(
        "all votes count",
        () -> {
          if (node.head == null) {
            node.act();
          }
          for (ModelNode other : nodes) {
            copy(other, node);
          }
          return nodes.stream().allMatch(each -> each.voter.isWhole());
        });
  }

  private void runUntil(String what, BooleanSupplier done) {
    int steps = 0;
    while (!done.getAsBoolean()) {
      assertThat(++steps).as("steps until %s: %s", what, nodes).isLessThan(50_000);
      now += 5;
      nodes.stream().filter(each -> each.store.isBusy()).forEach(each -> each.store.force());
      runOne(messages);
      if (steps % 500 == 0) {
        while (!timers.isEmpty()) {
          runOne(timers);
        }
      }
      for (ModelNode node : nodes) {
        if (node.up) {
          node.check();
        }
      }
    }
  }
}
