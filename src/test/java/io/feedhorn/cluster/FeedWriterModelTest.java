package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.Update;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes and a grid without threads: parcels, commits, pushes and answers are lost, doubled
 * and late as chance has it, and the feed moves from node to node in the midst of it. Whatever
 * happens, all mirrors keep the same log, each value once, and what was answered is in it.
 */
class FeedWriterModelTest {
  private static final int NODES = 3;

  @SeededRandom(200)
  void everyMirrorKeepsTheSameLogWhateverIsLost(long seed) {
    Model model = new Model(new Random(seed));
    for (int step = 0; step < 400; step++) {
      model.step();
    }
    model.heal();
    model.check();
  }

  private static final class Node {
    final RecordingListener heard = new RecordingListener();
    final ReplicaLog replicaLog = new ReplicaLog(TestBatches.FEED, TestBatches.feeds(1_000), heard);
    final List<Batch> mail = new ArrayList<>();
    long parcels;
    @Nullable PublishBatch flying;
  }

  private static final class Model {
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Receipt> answered = new HashMap<>();
    private final List<PublishBatch> sent = new ArrayList<>();
    private CommittedHead head = CommittedHead.empty(TestBatches.EPOCH, 1);
    private int owner;
    private int values;

    Model(Random random) {
      this.random = random;
      for (int i = 0; i < NODES; i++) {
        nodes.add(new Node());
      }
    }

    void step() {
      Node node = nodes.get(random.nextInt(NODES));
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> send(node);
        case 3, 4, 5, 6 -> deliver(node);
        case 7 -> repair(node);
        case 8 -> lateParcel();
        default -> {
          if (random.nextInt(4) == 0) {
            move(random.nextInt(NODES));
          }
        }
      }
    }

    private void send(Node node) {
      if (node.flying == null) {
        List<PublishCommand> appends = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          String key = random.nextInt(5) == 0 ? "k" + random.nextInt(6) : null;
          String value = key == null ? "\"v" + values++ + "\"" : "\"" + key + "\"";
          String topic = key == null ? "f.t" + random.nextInt(3) : "f.keyed";
          appends.add(TestBatches.append(topic, value, key));
        }
        PublishBatch publishBatch =
            new PublishBatch(TestBatches.FEED, nodes.indexOf(node), ++node.parcels, appends);
        node.flying = publishBatch;
        sent.add(publishBatch);
      }
      PublishBatch publishBatch = Objects.requireNonNull(node.flying);
      if (random.nextInt(5) == 0) {
        return; // lost on its way
      }
      List<PublishResult> answers = order(publishBatch);
      if (answers != null && random.nextInt(5) != 0) {
        node.flying = null;
        note(publishBatch, answers);
      }
    }

    private void note(PublishBatch publishBatch, List<PublishResult> answers) {
      assertThat(answers).hasSameSizeAs(publishBatch.appends());
      for (int i = 0; i < answers.size(); i++) {
        Receipt receipt = Objects.requireNonNull(answers.get(i).receipt());
        Receipt before = answered.put(publishBatch.appends().get(i).data().toString(), receipt);
        assertThat(before).as("answered twice").isIn(null, receipt);
      }
    }

    /** The owner's part; null where it is in doubt. */
    private @Nullable List<PublishResult> order(PublishBatch publishBatch) {
      ReplicaLog replicaLog = nodes.get(owner).replicaLog;
      BatchBuilder batchBuilder = new BatchBuilder(replicaLog, 1_000);
      if (!batchBuilder.take(publishBatch)) {
        return null;
      }
      if (batchBuilder.size() == 0) {
        return batchBuilder.answers(publishBatch);
      }
      Batch batch = batchBuilder.batch(TestBatches.FEED, head.term());
      long cut = nodes.stream().mapToLong(each -> each.replicaLog.offset()).min().orElse(0);
      int fate = random.nextInt(10);
      if (fate == 0) {
        move(owner); // not written, and nobody knows
        return null;
      }
      head = Objects.requireNonNull(new CommitBatch(batch, cut).apply(TestBatches.FEED, head));
      if (fate == 1) {
        move(random.nextInt(NODES)); // written, and nobody knows
        return null;
      }
      replicaLog.apply(batch);
      nodes.forEach(node -> node.mail.add(batch));
      return batchBuilder.answers(publishBatch);
    }

    private void deliver(Node node) {
      if (node.mail.isEmpty()) {
        return;
      }
      int which = random.nextInt(node.mail.size());
      Batch batch = random.nextInt(4) == 0 ? node.mail.get(which) : node.mail.remove(which);
      if (random.nextInt(6) != 0) {
        node.replicaLog.apply(batch);
      }
    }

    private void lateParcel() {
      if (!sent.isEmpty()) {
        PublishBatch late = sent.get(random.nextInt(sent.size()));
        PublishBatch flying = nodes.get((int) late.source()).flying;
        if (flying == null || flying.number() != late.number()) {
          List<PublishResult> answers = order(late);
          if (answers != null && late.number() == nodes.get((int) late.source()).parcels) {
            note(late, answers);
          }
        }
      }
    }

    /** Another node, or the same one again, takes the feed over. */
    private void move(int to) {
      Batch zombie = TestBatches.batch(head.term(), head.offset() + 1, 1);
      owner = to;
      head = head.withTerm(head.term() + 1);
      ReplicaLog replicaLog = nodes.get(to).replicaLog;
      for (Node other : nodes) {
        if (replicaLog.offset() < head.truncatedBefore() && other.replicaLog != replicaLog) {
          fetch(nodes.get(to), other.replicaLog);
        }
      }
      head.tail().forEach(replicaLog::apply);
      assertThat(replicaLog.offset()).isEqualTo(head.offset());
      assertThat(catching(() -> new CommitBatch(zombie, 0).apply(TestBatches.FEED, head)))
          .isInstanceOf(FencedException.class);
    }

    private static @Nullable Throwable catching(Runnable action) {
      try {
        action.run();
        return null;
      } catch (RuntimeException failure) {
        return failure;
      }
    }

    private void repair(Node node) {
      fetch(node, nodes.get(owner).replicaLog);
    }

    private void fetch(Node node, ReplicaLog from) {
      ReplicaLog to = node.replicaLog;
      if (from.offset() <= to.offset()) {
        return;
      }
      List<Batch> after = random.nextInt(3) == 0 ? null : from.journal().after(to.offset(), 300);
      if (after == null) {
        to.load(copied(from, to));
      } else {
        after.forEach(to::apply);
        fetch(node, from);
      }
    }

    private static ReplicaLog.LogSnapshot copied(ReplicaLog from, ReplicaLog to) {
      SnapshotTransfers transfers = new SnapshotTransfers();
      long number = transfers.begin(from, 0);
      ReplicaLog.LogSnapshot copy = to.new LogSnapshot(from.epoch(), from.tag(), from.offset());
      for (boolean more = true; more; ) {
        Buffer page = Objects.requireNonNull(transfers.page(number, 0));
        BinaryReader in = new BinaryReader(page);
        more = in.flag();
        SnapshotTransfers.read(in, copy);
      }
      return copy;
    }

    void heal() {
      nodes.forEach(this::repair);
      for (Node node : nodes) {
        for (int tries = 0; node.flying != null && tries < 200; tries++) {
          send(node);
        }
      }
      nodes.forEach(this::repair);
    }

    void check() {
      List<String> expected = texts(nodes.get(owner).replicaLog.log().retained());
      Set<String> values = new HashSet<>();
      for (Update update : nodes.get(owner).replicaLog.log().retained()) {
        assertThat(values.add(update.data().toString())).as("%s twice", update).isTrue();
      }
      for (Node node : nodes) {
        assertThat(texts(node.replicaLog.log().retained())).isEqualTo(expected);
        assertThat(node.heard.offsets()).isSorted().doesNotHaveDuplicates();
        assertThat(node.replicaLog.offset()).isEqualTo(expected.size());
      }
      answered.forEach(
          (value, receipt) ->
              assertThat(expected.get((int) receipt.offset() - 1))
                  .contains("\"data\":" + value)
                  .contains("\"seq\":" + receipt.seq() + ","));
    }

    private static List<String> texts(List<Update> updates) {
      return updates.stream().map(Update::toString).toList();
    }
  }
}
