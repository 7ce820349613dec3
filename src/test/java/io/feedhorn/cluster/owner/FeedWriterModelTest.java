package io.feedhorn.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.protocol.SnapshotTransfers;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.TestBatches;
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
 * A model of three nodes and a grid without threads. Forwards, commits, replicated batches and
 * answers are lost, duplicated and delayed at random, and the owner of the feed changes meanwhile.
 * In the end all replicas have the same log, with each value once, and it contains all acknowledged
 * updates.
 */
class FeedWriterModelTest {
  private static final int NODES = 3;

  @SeededRandom(200)
  void allReplicasHaveTheSameLogIfMessagesAreLost(long seed) {
    Model model = new Model(new Random(seed));
    for (int step = 0; step < 400; step++) {
      model.step();
    }
    model.heal();
    model.check();
  }

  private static final class Node {
    final RecordingListener listener = new RecordingListener();
    final ReplicaLog log = new ReplicaLog(TestBatches.FEED, TestBatches.feeds(1_000), listener);
    final List<Batch> arriving = new ArrayList<>();
    long lastNumber;
    @Nullable PublishBatch inFlight;
  }

  private static final class Model {
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Receipt> acknowledged = new HashMap<>();
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
        case 0, 1, 2 -> forward(node);
        case 3, 4, 5, 6 -> deliver(node);
        case 7 -> catchUp(node);
        case 8 -> deliverDelayedForward();
        default -> {
          if (random.nextInt(4) == 0) {
            changeOwner(random.nextInt(NODES));
          }
        }
      }
    }

    private void forward(Node node) {
      if (node.inFlight == null) {
        PublishBatch next =
            new PublishBatch(
                TestBatches.FEED, nodes.indexOf(node), ++node.lastNumber, randomCommands());
        node.inFlight = next;
        sent.add(next);
      }
      PublishBatch publishes = Objects.requireNonNull(node.inFlight);
      if (random.nextInt(5) == 0) {
        return; // The forward is lost.
      }
      List<PublishResult> results = order(publishes);
      if (results != null && random.nextInt(5) != 0) {
        node.inFlight = null;
        acknowledge(publishes, results);
      }
    }

    private List<PublishCommand> randomCommands() {
      List<PublishCommand> commands = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        String key = random.nextInt(5) == 0 ? "k" + random.nextInt(6) : null;
        String value = key == null ? "\"v" + values++ + "\"" : "\"" + key + "\"";
        String topic = key == null ? "f.t" + random.nextInt(3) : "f.keyed";
        commands.add(TestBatches.command(topic, value, key));
      }
      return commands;
    }

    private void acknowledge(PublishBatch publishes, List<PublishResult> results) {
      assertThat(results).hasSameSizeAs(publishes.commands());
      for (int i = 0; i < results.size(); i++) {
        Receipt receipt = Objects.requireNonNull(results.get(i).receipt());
        Receipt before = acknowledged.put(publishes.commands().get(i).data().toString(), receipt);
        assertThat(before).as("two different receipts").isIn(null, receipt);
      }
    }

    /** Orders publishes at the owner; returns null if the sender gets no answer. */
    private @Nullable List<PublishResult> order(PublishBatch publishes) {
      ReplicaLog log = nodes.get(owner).log;
      BatchBuilder builder = new BatchBuilder(log, 1_000);
      if (!builder.add(publishes)) {
        return null;
      }
      if (builder.size() == 0) {
        return builder.results(publishes);
      }
      Batch batch = builder.build(TestBatches.FEED, head.term());
      long replicated = nodes.stream().mapToLong(node -> node.log.offset()).min().orElse(0);
      int fate = random.nextInt(10);
      if (fate == 0) {
        changeOwner(owner); // Not committed, and the owner does not know it.
        return null;
      }
      head =
          Objects.requireNonNull(new CommitBatch(batch, replicated).apply(TestBatches.FEED, head));
      if (fate == 1) {
        changeOwner(random.nextInt(NODES)); // Committed, and the owner does not know it.
        return null;
      }
      log.apply(batch);
      nodes.forEach(node -> node.arriving.add(batch));
      return builder.results(publishes);
    }

    private void deliver(Node node) {
      if (node.arriving.isEmpty()) {
        return;
      }
      int index = random.nextInt(node.arriving.size());
      Batch batch = random.nextInt(4) == 0 ? node.arriving.get(index) : node.arriving.remove(index);
      if (random.nextInt(6) != 0) {
        node.log.apply(batch);
      }
    }

    private void deliverDelayedForward() {
      if (!sent.isEmpty()) {
        PublishBatch delayed = sent.get(random.nextInt(sent.size()));
        Node source = nodes.get((int) delayed.source());
        if (source.inFlight == null || source.inFlight.number() != delayed.number()) {
          List<PublishResult> results = order(delayed);
          if (results != null && delayed.number() == source.lastNumber) {
            acknowledge(delayed, results);
          }
        }
      }
    }

    /** Makes another node the owner, or the same one again with a new term. */
    private void changeOwner(int newOwner) {
      Batch ofFormerOwner = TestBatches.batch(head.term(), head.offset() + 1, 1);
      owner = newOwner;
      head = head.withTerm(head.term() + 1);
      ReplicaLog log = nodes.get(newOwner).log;
      for (Node other : nodes) {
        if (log.offset() < head.truncatedBefore() && other.log != log) {
          fetch(nodes.get(newOwner), other.log);
        }
      }
      head.tail().forEach(log::apply);
      assertThat(log.offset()).isEqualTo(head.offset());
      assertThat(thrownBy(() -> new CommitBatch(ofFormerOwner, 0).apply(TestBatches.FEED, head)))
          .isInstanceOf(FencedException.class);
    }

    private static @Nullable Throwable thrownBy(Runnable action) {
      try {
        action.run();
        return null;
      } catch (RuntimeException failure) {
        return failure;
      }
    }

    private void catchUp(Node node) {
      fetch(node, nodes.get(owner).log);
    }

    private void fetch(Node node, ReplicaLog from) {
      ReplicaLog log = node.log;
      if (from.offset() <= log.offset()) {
        return;
      }
      List<Batch> after =
          random.nextInt(3) == 0 ? null : from.recentBatches().after(log.offset(), 300);
      if (after == null) {
        log.load(snapshot(from, log));
      } else {
        after.forEach(log::apply);
        fetch(node, from);
      }
    }

    private static LogSnapshot snapshot(ReplicaLog from, ReplicaLog to) {
      SnapshotTransfers transfers = new SnapshotTransfers();
      long number = transfers.start(from, 0);
      LogSnapshot snapshot = to.newSnapshot(from.epoch(), from.term(), from.offset());
      for (boolean more = true; more; ) {
        Buffer page = Objects.requireNonNull(transfers.page(number, 0));
        BinaryReader in = new BinaryReader(page);
        more = in.flag();
        SnapshotTransfers.readItems(in, snapshot);
      }
      return snapshot;
    }

    void heal() {
      nodes.forEach(this::catchUp);
      for (Node node : nodes) {
        for (int tries = 0; node.inFlight != null && tries < 200; tries++) {
          forward(node);
        }
      }
      nodes.forEach(this::catchUp);
    }

    void check() {
      List<String> expected = texts(nodes.get(owner).log.log().retained());
      Set<String> distinct = new HashSet<>();
      for (Update update : nodes.get(owner).log.log().retained()) {
        assertThat(distinct.add(update.data().toString())).as("%s twice", update).isTrue();
      }
      for (Node node : nodes) {
        assertThat(texts(node.log.log().retained())).isEqualTo(expected);
        assertThat(node.listener.offsets()).isSorted().doesNotHaveDuplicates();
        assertThat(node.log.offset()).isEqualTo(expected.size());
      }
      acknowledged.forEach(
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
