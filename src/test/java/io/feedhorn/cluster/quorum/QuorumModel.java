package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Voters of one feed without threads, network and disks. Messages are lost, repeated and reordered,
 * writes fail or wait, and nodes stop and lose what was not forced, in an order that a seed
 * decides.
 */
final class QuorumModel {
  private static final String FEED = "f";
  private static final int LONG_MILLIS = 1_000;

  final Random random;
  final List<Node> nodes = new ArrayList<>();
  private final List<Runnable> messages = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private final int history;
  private final boolean manyEmptyDisks;
  private final List<String> names = new ArrayList<>();
  private boolean lossy = true;
  private int lastPayload;
  private long now = 1;

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
      nodes.add(new Node(index));
    }
  }

  /** One node: its disk, and what its process has in memory. */
  final class Node implements ReplicaLog.Listener {
    final int index;
    final ModelStore store = new ModelStore();
    int incarnation;
    boolean up;
    FeedReplica replica;
    VoterLog voter;
    QuorumOwner owner;
    @Nullable CommittedHead head;
    boolean busy;
    boolean trusted;

    Node(int index) {
      this.index = index;
      start();
    }

    void start() {
      up = true;
      incarnation++;
      head = null;
      busy = false;
      FeedOptions options =
          new FeedOptions(
              DeliveryMode.EVERY, history, Duration.ofDays(1), "no-cache", /* durable= */ true);
      FeedRegistry feeds =
          FeedRegistry.shared(
              new FeedsOptions(options, Map.of()), new FakeClock(), "e" + random.nextInt(9));
      QuorumLoader loader = new QuorumLoader(feeds, "feedhorn");
      store.disk().load(loader);
      QuorumState state = loader.finish();
      state.cleanup().forEach(store::write);
      replica = new FeedReplicas(feeds, this).get(FEED);
      QuorumState.LoadedFeed loaded = state.feeds().get(FEED);
      if (loaded != null) {
        replica.log().load(loaded.log(), loaded.recent());
        replica.log().log().retained().forEach(this::onUpdate);
      }
      voter =
          new VoterLog(
              replica,
              store,
              loaded == null ? null : loaded.replica(),
              loaded == null ? null : loaded.accepted(),
              () -> trusted);
      owner =
          new QuorumOwner(
              replica,
              new Peers(this),
              // Clocks differ, and are set back.
              () -> Math.max(1, now + random.nextInt(2_000) - 1_000),
              () -> now * 1_000_000,
              random);
    }

    @Override
    public String toString() {
      return "n%d up=%s whole=%s busy=%s head=%s disk=%s end=%s"
          .formatted(index, up, voter.isWhole(), busy, head, store.isBusy(), voter.end().result());
    }

    void crash(int forced) {
      up = false;
      incarnation++;
      store.crash(forced);
    }

    @Override
    public void onUpdate(Update update) {
      String payload = update.data().toString();
      assertThat(applied.computeIfAbsent(update.offset(), offset -> payload))
          .as("the update at offset %d", update.offset())
          .isEqualTo(payload);
      epoch = epoch == null ? update.epoch() : epoch;
      assertThat(update.epoch()).isEqualTo(epoch);
    }

    @Override
    public void onReset(LogReset reset) {}

    void check() {
      voter.check(now * 1_000_000);
      if (head != null && !owner.check()) {
        head = null;
      }
    }

    void act() {
      if (busy) {
        return;
      }
      busy = true;
      int current = incarnation;
      if (head == null) {
        owner
            .recover()
            .onComplete(
                recovered -> {
                  if (incarnation == current) {
                    head = recovered.result();
                    busy = false;
                  }
                });
      } else {
        publish(head.term(), current);
      }
    }

    private void publish(long term, int current) {
      List<LogEntry> entries = new ArrayList<>();
      ReplicaLog log = replica.log();
      int count = 1 + random.nextInt(3);
      Map<String, Long> previous = new HashMap<>();
      for (int i = 1; i <= count; i++) {
        String topic = "f.t" + random.nextInt(2);
        Update newest = log.log().newest(topic);
        long before = previous.getOrDefault(topic, newest == null ? 0 : newest.offset());
        long offset = log.offset() + i;
        previous.put(topic, offset);
        entries.add(
            new LogEntry(
                Topic.parse(topic),
                offset,
                offset,
                before,
                now,
                Buffer.buffer("" + ++lastPayload),
                random.nextInt(3) == 0 ? "k" + random.nextInt(4) : null,
                index,
                lastPayload,
                i));
      }
      Batch batch = Batch.of(FEED, log.epoch(), term, entries);
      owner
          .commit(batch, 0)
          .onComplete(
              done -> {
                if (incarnation != current) {
                  return;
                }
                busy = false;
                if (done.failed()) {
                  head = null;
                  return;
                }
                log.apply(batch);
                entries.forEach(entry -> answered.put(entry.offset(), entry.data().toString()));
                new Peers(this).push(batch);
              });
    }
  }

  /** The way from one node to the others. */
  private final class Peers implements VoterPeers {
    private final Node from;
    private final int incarnation;

    Peers(Node from) {
      this.from = from;
      this.incarnation = from.incarnation;
    }

    @Override
    public List<String> names() {
      return names;
    }

    @Override
    public String self() {
      return names.get(from.index);
    }

    @Override
    public boolean isReachable(String name) {
      return node(name).up;
    }

    @Override
    public List<String> running() {
      return nodes.stream()
          .filter(node -> node.up)
          .map(node -> names.get(node.index) + '-' + node.incarnation)
          .toList();
    }

    private Node node(String name) {
      return nodes.get(names.indexOf(name));
    }

    private boolean isAlive() {
      return from.up && from.incarnation == incarnation;
    }

    private <T> Future<T> request(String name, Function<Node, Future<T>> handler) {
      Promise<T> reply = Promise.promise();
      Node to = node(name);
      int addressed = to.incarnation;
      boolean local = to == from;
      Supplier<Runnable> delivery =
          () ->
              () -> {
                if (to.up && to.incarnation == addressed) {
                  handler
                      .apply(to)
                      .onComplete(
                          done -> {
                            if (local || !lossy || random.nextInt(20) > 0) {
                              messages.add(
                                  () -> {
                                    if (isAlive()) {
                                      if (done.succeeded()) {
                                        reply.tryComplete(done.result());
                                      } else {
                                        reply.tryFail(done.cause());
                                      }
                                    }
                                  });
                            }
                          });
                }
              };
      if (local || !lossy || random.nextInt(20) > 0) {
        messages.add(delivery.get());
      }
      if (!local && lossy && random.nextInt(20) == 0) {
        messages.add(delivery.get());
      }
      timers.add(
          () -> {
            if (isAlive()) {
              reply.tryFail(new IllegalStateException("no answer"));
            }
          });
      return reply.future();
    }

    @Override
    public Future<LogEnd> promise(String name, long term) {
      return request(name, node -> node.voter.promise(term))
          .map(end -> LogEnd.read(new io.feedhorn.cluster.codec.BinaryReader(end.bytes())));
    }

    @Override
    public Future<LogEnd> end(String name) {
      return request(name, node -> node.voter.end());
    }

    @Override
    public Future<AppendReply> append(String name, long term, long previousOffset, Batch batch) {
      return request(
              name, node -> node.voter.append(term, previousOffset, new Batch(batch.bytes())))
          .map(reply -> AppendReply.read(new io.feedhorn.cluster.codec.BinaryReader(reply.bytes())))
          .onSuccess(
              reply -> {
                if (reply.outcome() == AppendReply.Outcome.MISSING) {
                  messages.add(() -> copy(node(name), from));
                }
              });
    }

    @Override
    public Future<Boolean> grant(String name, long term, long committed) {
      return request(
          name,
          node -> {
            if (node.voter.committedOffset() < committed) {
              copy(node, from);
            }
            return node.voter.grant(term, committed);
          });
    }

    @Override
    public Future<Void> fetch(String name) {
      return request(
          name,
          node -> {
            copy(from, node);
            return Future.succeededFuture();
          });
    }

    @Override
    public void push(Batch batch) {
      for (Node node : nodes) {
        int addressed = node.incarnation;
        if (node != from && (!lossy || random.nextInt(5) > 0)) {
          messages.add(
              () -> {
                if (node.up && node.incarnation == addressed) {
                  Batch known = node.voter.complete(random.nextInt(5) > 0 ? batch.notice() : batch);
                  switch (node.replica.log().apply(known)) {
                    case EARLY, NEWER_EPOCH -> copy(node, from);
                    default -> {}
                  }
                }
              });
        }
      }
    }

    @Override
    public void later(long millis, Runnable action) {
      Runnable checked =
          () -> {
            if (isAlive()) {
              action.run();
            }
          };
      (millis < LONG_MILLIS ? messages : timers).add(checked);
    }
  }

  /** Brings a node to the committed log of another one, as the catch-up does. */
  private void copy(Node to, Node from) {
    ReplicaLog log = to.replica.log();
    ReplicaLog other = from.replica.log();
    boolean same = log.epoch().equals(other.epoch());
    if (!to.up || !from.up || other.offset() == 0 || (same && log.offset() >= other.offset())) {
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
    Node node = nodes.get(random.nextInt(nodes.size()));
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

  private void stopOrStart(Node node, int choice) {
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
    nodes.stream().filter(node -> !node.up).forEach(Node::start);
  }

  /** Runs until one node was the owner, and has committed one more batch. */
  void commitOnce(int index) {
    Node node = nodes.get(index);
    long before = answered.isEmpty() ? 0 : answered.lastKey();
    node.head = null;
    runUntil(
        "node " + index + " commits",
        () -> {
          node.act();
          return !answered.isEmpty() && answered.lastKey() > before;
        });
  }

  /** Runs until the owner on a node knows that all votes count, so that it stops asking. */
  void awaitAllKnown(int index) {
    runUntil("the owner knows that all votes count", nodes.get(index).owner::knowsAllVotes);
  }

  /** Brings all nodes to the log of one, on their disks, too. */
  void copyAll(int index) {
    Node from = nodes.get(index);
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
    Node node = nodes.get(index);
    runUntil(
        "all votes count",
        () -> {
          if (node.head == null) {
            node.act();
          }
          for (Node other : nodes) {
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
      for (Node node : nodes) {
        if (node.up) {
          node.check();
        }
      }
    }
  }
}
