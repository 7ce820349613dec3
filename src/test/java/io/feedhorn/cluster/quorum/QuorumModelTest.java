package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.SeededRandom;
import java.util.Random;

/**
 * Owners and voters under random faults: each update that was answered is in the log of every later
 * majority, and all nodes have one order in one epoch.
 */
class QuorumModelTest {
  private static final int STEPS = 400;

  @SeededRandom(1_000)
  void nothingThatWasAnsweredIsLost(long seed) {
    Random random = new Random(seed);
    QuorumModel model = new QuorumModel(random, random.nextInt(5) == 0 ? 5 : 3);
    for (int step = 0; step < STEPS; step++) {
      model.step();
    }
    model.heal();
    int owner = random.nextInt(3);
    model.commitOnce(owner);
    model.awaitWhole(owner);
    assertThat(model.applied).containsAllEntriesOf(model.answered);
    // Once more, by a majority alone whose memory is gone.
    int down = random.nextInt(3);
    model.nodes.forEach(node -> node.crash(0));
    model.nodes.stream().filter(node -> node.index != down).forEach(ModelNode::start);
    model.commitOnce((down + 1) % 3);
    assertThat(model.applied).containsAllEntriesOf(model.answered);
    assertThat(model.nodes.get((down + 1) % 3).replica.log().offset())
        .isEqualTo(model.answered.lastKey());
  }

  @SeededRandom(30)
  void aReplacedStoreCountsAgainAlthoughNothingIsPublished(long seed) {
    QuorumModel model = new QuorumModel(new Random(seed), 3);
    model.heal();
    model.commitOnce(1);
    model.awaitWhole(1);
    model.awaitAllKnown(1);
    ModelNode replaced = model.nodes.get(2);
    replaced.crash(0);
    replaced.store.wipe();
    replaced.start();
    assertThat(replaced.voter.isWhole()).isFalse();
    model.awaitWhole(1);
    assertThat(replaced.voter.isWhole()).isTrue();
  }

  @SeededRandom(30)
  void aReplacedStoreDoesNotCountWithoutWhatTheOldOneVotedFor(long seed) {
    QuorumModel model = new QuorumModel(new Random(seed), 3);
    model.heal();
    model.commitOnce(1);
    model.awaitWhole(1);
    model.awaitAllKnown(1);
    for (int i = 0; i < 5; i++) {
      model.commitNext(1);
    }
    ModelNode replaced = model.nodes.get(2);
    model.alone = replaced;
    replaced.crash(0);
    replaced.store.wipe();
    replaced.start();
    model.runSteps(2_000);
    assertThat(replaced.replica.log().offset()).isZero();
    assertThat(replaced.voter.isWhole()).isFalse();

    model.alone = null;
    model.awaitWhole(1);
    assertThat(model.applied).containsAllEntriesOf(model.answered);
  }

  @SeededRandom(100)
  void aTrustedStoreFillsTheOthersBeforeAnythingIsCommitted(long seed) {
    QuorumModel model = new QuorumModel(new Random(seed), 3);
    model.heal();
    for (int i = 0; i < 5; i++) {
      model.commitOnce(i % 3);
    }
    model.awaitWhole(1);
    ModelNode kept = model.nodes.get(0);
    model.copyAll(1);
    model.nodes.forEach(node -> node.crash(9));
    model.nodes.forEach(
        node -> {
          if (node != kept) {
            node.store.wipe();
          }
          node.start();
        });
    assertThat(model.isAnyWhole(1, 2)).isFalse();
    for (int step = 0; step < 2_000; step++) {
      model.step();
    }
    assertThat(model.isAnyWhole(1, 2)).as("two empty disks are not a majority").isFalse();

    kept.crash(0);
    kept.trusted = true;
    kept.start();
    model.commitOnce(1);
    assertThat(model.applied).containsAllEntriesOf(model.answered);
    kept.crash(0);
    model.commitOnce(2);
    assertThat(model.applied).containsAllEntriesOf(model.answered);
  }
}
