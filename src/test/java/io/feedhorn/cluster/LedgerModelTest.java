package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Seeded;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Answer;
import io.feedhorn.publish.Append;
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
class LedgerModelTest {
  private static final int NODES = 3;

  @Seeded(200)
  void everyMirrorKeepsTheSameLogWhateverIsLost(long seed) {
    Model model = new Model(new Random(seed));
    for (int step = 0; step < 400; step++) {
      model.step();
    }
    model.heal();
    model.check();
  }

  private static final class Node {
    final Heard heard = new Heard();
    final Mirror mirror = new Mirror(Made.FEED, Made.feeds(1_000), heard);
    final List<Batch> mail = new ArrayList<>();
    long parcels;
    @Nullable Parcel flying;
  }

  private static final class Model {
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Receipt> answered = new HashMap<>();
    private final List<Parcel> sent = new ArrayList<>();
    private Head head = Head.empty(Made.EPOCH, 1);
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
        List<Append> appends = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          String key = random.nextInt(5) == 0 ? "k" + random.nextInt(6) : null;
          String value = key == null ? "\"v" + values++ + "\"" : "\"" + key + "\"";
          String topic = key == null ? "f.t" + random.nextInt(3) : "f.keyed";
          appends.add(Made.append(topic, value, key));
        }
        Parcel parcel = new Parcel(Made.FEED, nodes.indexOf(node), ++node.parcels, appends);
        node.flying = parcel;
        sent.add(parcel);
      }
      Parcel parcel = Objects.requireNonNull(node.flying);
      if (random.nextInt(5) == 0) {
        return; // lost on its way
      }
      List<Answer> answers = order(parcel);
      if (answers != null && random.nextInt(5) != 0) {
        node.flying = null;
        note(parcel, answers);
      }
    }

    private void note(Parcel parcel, List<Answer> answers) {
      assertThat(answers).hasSameSizeAs(parcel.appends());
      for (int i = 0; i < answers.size(); i++) {
        Receipt receipt = Objects.requireNonNull(answers.get(i).receipt());
        Receipt before = answered.put(parcel.appends().get(i).data().toString(), receipt);
        assertThat(before).as("answered twice").isIn(null, receipt);
      }
    }

    /** The owner's part; null where it is in doubt. */
    private @Nullable List<Answer> order(Parcel parcel) {
      Mirror mirror = nodes.get(owner).mirror;
      Draft draft = new Draft(mirror, 1_000);
      if (!draft.take(parcel)) {
        return null;
      }
      if (draft.size() == 0) {
        return draft.answers(parcel);
      }
      Batch batch = draft.batch(Made.FEED, head.tag());
      long cut = nodes.stream().mapToLong(each -> each.mirror.offset()).min().orElse(0);
      int fate = random.nextInt(10);
      if (fate == 0) {
        move(owner); // not written, and nobody knows
        return null;
      }
      head = Objects.requireNonNull(new Commit(batch, cut).apply(Made.FEED, head));
      if (fate == 1) {
        move(random.nextInt(NODES)); // written, and nobody knows
        return null;
      }
      mirror.offer(batch);
      nodes.forEach(node -> node.mail.add(batch));
      return draft.answers(parcel);
    }

    private void deliver(Node node) {
      if (node.mail.isEmpty()) {
        return;
      }
      int which = random.nextInt(node.mail.size());
      Batch batch = random.nextInt(4) == 0 ? node.mail.get(which) : node.mail.remove(which);
      if (random.nextInt(6) != 0) {
        node.mirror.offer(batch);
      }
    }

    private void lateParcel() {
      if (!sent.isEmpty()) {
        Parcel late = sent.get(random.nextInt(sent.size()));
        Parcel flying = nodes.get((int) late.source()).flying;
        if (flying == null || flying.number() != late.number()) {
          List<Answer> answers = order(late);
          if (answers != null && late.number() == nodes.get((int) late.source()).parcels) {
            note(late, answers);
          }
        }
      }
    }

    /** Another node, or the same one again, takes the feed over. */
    private void move(int to) {
      Batch zombie = Made.batch(head.tag(), head.offset() + 1, 1);
      owner = to;
      head = head.openTo(head.tag() + 1);
      Mirror mirror = nodes.get(to).mirror;
      for (Node other : nodes) {
        if (mirror.offset() < head.cutAt() && other.mirror != mirror) {
          fetch(nodes.get(to), other.mirror);
        }
      }
      head.tail().forEach(mirror::offer);
      assertThat(mirror.offset()).isEqualTo(head.offset());
      assertThat(catching(() -> new Commit(zombie, 0).apply(Made.FEED, head)))
          .isInstanceOf(Overtaken.class);
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
      fetch(node, nodes.get(owner).mirror);
    }

    private void fetch(Node node, Mirror from) {
      Mirror to = node.mirror;
      if (from.offset() <= to.offset()) {
        return;
      }
      List<Batch> after = random.nextInt(3) == 0 ? null : from.journal().after(to.offset(), 300);
      if (after == null) {
        to.load(copied(from, to));
      } else {
        after.forEach(to::offer);
        fetch(node, from);
      }
    }

    private static Mirror.Copy copied(Mirror from, Mirror to) {
      Transfers transfers = new Transfers();
      long number = transfers.begin(from, 0);
      Mirror.Copy copy = to.new Copy(from.epoch(), from.tag(), from.offset());
      for (boolean more = true; more; ) {
        Buffer page = Objects.requireNonNull(transfers.page(number, 0));
        Unpacking in = new Unpacking(page);
        more = in.flag();
        Transfers.read(in, copy);
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
      List<String> expected = texts(nodes.get(owner).mirror.log().kept());
      Set<String> values = new HashSet<>();
      for (Update update : nodes.get(owner).mirror.log().kept()) {
        assertThat(values.add(update.data().toString())).as("%s twice", update).isTrue();
      }
      for (Node node : nodes) {
        assertThat(texts(node.mirror.log().kept())).isEqualTo(expected);
        assertThat(node.heard.offsets()).isSorted().doesNotHaveDuplicates();
        assertThat(node.mirror.offset()).isEqualTo(expected.size());
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
