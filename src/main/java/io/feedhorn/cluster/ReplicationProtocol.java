package io.feedhorn.cluster;

import io.feedhorn.publish.PublishResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the nodes say to each other, in both directions. Owned by the writer's event loop. */
final class ReplicationProtocol {
  private static final long PARCEL_MILLIS = 6_000;
  private static final long PUSH_MILLIS = 5_000;
  private static final long HEADS_MILLIS = 3_000;
  private static final long FETCH_MILLIS = 3_000;
  private static final int FETCH_BYTES = 1024 * 1024;

  private static final int NOTHING = 0;
  private static final int BATCHES = 1;
  private static final int COPY = 2;

  private final NodeMessaging messaging;
  private final InfinispanGrid grid;
  private final LongSupplier micros;
  private final Function<String, FeedReplica> lanes;
  private final Collection<FeedReplica> known;
  private final Map<String, ReplicationSender> peers = new HashMap<>();
  // Read by health checks, on any thread.
  private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
  private final Map<String, Long> connectionsAt = new ConcurrentHashMap<>();
  private final LongSupplier connections;
  private final SnapshotTransfers transfers = new SnapshotTransfers();
  private final QuorumLease quorumLease = new QuorumLease(System::nanoTime);

  /**
   * @param lanes the lane of a feed, made where there is none
   * @param known the lanes there are, a view
   * @param connections how many connections this node has
   */
  ReplicationProtocol(
      NodeMessaging messaging,
      InfinispanGrid grid,
      LongSupplier micros,
      Function<String, FeedReplica> lanes,
      Collection<FeedReplica> known,
      LongSupplier connections) {
    this.messaging = messaging;
    this.grid = grid;
    this.micros = micros;
    this.lanes = lanes;
    this.known = known;
    this.connections = connections;
  }

  Future<Void> open() {
    messaging.on(NodeMessaging.Kind.PARCEL, (from, in) -> parcel(in));
    messaging.on(NodeMessaging.Kind.BATCHES, this::batches);
    messaging.on(NodeMessaging.Kind.HEADS, this::heads);
    messaging.on(NodeMessaging.Kind.FETCH, (from, in) -> fetched(in));
    messaging.on(NodeMessaging.Kind.PAGE, (from, in) -> page(in));
    return messaging.open();
  }

  private List<String> others() {
    List<String> others = new ArrayList<>(grid.members());
    others.remove(grid.self());
    return others;
  }

  // Parcels: to the owner.

  Future<List<PublishResult>> send(String owner, PublishBatch publishBatch) {
    return messaging
        .ask(owner, NodeMessaging.Kind.PARCEL, publishBatch.bytes(), PARCEL_MILLIS)
        .map(PublishBatch::readAnswers);
  }

  private Future<Buffer> parcel(BinaryReader in) {
    PublishBatch publishBatch = PublishBatch.read(in);
    return lanes.apply(publishBatch.feed()).sequence(publishBatch).map(PublishBatch::bytes);
  }

  // Batches: from the owner.

  void push(Batch batch) {
    List<String> others = others();
    peers.keySet().retainAll(others);
    for (String node : others) {
      peers.computeIfAbsent(node, this::peer).push(batch);
    }
  }

  private ReplicationSender peer(String node) {
    return new ReplicationSender(
        (frame, count) ->
            messaging.ask(node, NodeMessaging.Kind.BATCHES, frame.done(), PUSH_MILLIS),
        in -> note(node, in));
  }

  private Future<Buffer> batches(String from, BinaryReader in) {
    Map<String, FeedReplica> touched = new HashMap<>();
    for (int rest = in.count(); rest > 0; rest--) {
      Batch batch = new Batch(in.bytes());
      FeedReplica replica = touched.computeIfAbsent(batch.feed(), lanes);
      replica.onBatch(batch, from);
    }
    heardAt.put(from, micros.getAsLong());
    return Future.succeededFuture(standings(touched.values()));
  }

  // Heads: to all, each second.

  void compare() {
    quorumLease.retain(grid.members());
    Buffer mine = standings(known);
    for (String node : others()) {
      askHeads(node, mine).onSuccess(in -> note(node, in));
    }
  }

  private Future<BinaryReader> askHeads(String node, Buffer mine) {
    long asked = quorumLease.ask();
    return messaging
        .ask(node, NodeMessaging.Kind.HEADS, mine, HEADS_MILLIS)
        .onSuccess(in -> quorumLease.answered(node, in.flag(), asked));
  }

  private Future<Buffer> heads(String from, BinaryReader in) {
    note(from, in);
    if (!quorumLease.isVouchedBy(from)) {
      // One that joins asks before it keeps heads: by then it has vouched for this node.
      askHeads(from, standings(known)).onSuccess(answer -> note(from, answer));
    }
    boolean member = grid.members().contains(from);
    return Future.succeededFuture(new BinaryWriter().flag(member).all(standings(known)).done());
  }

  /**
   * Returns true if this node can write: most of the members that keep heads are in reach, and say
   * that it is one of them. Safe on any thread.
   */
  boolean isAvailable() {
    return grid.isAvailable() && quorumLease.hasQuorum(grid.keepers());
  }

  private Buffer standings(Collection<FeedReplica> of) {
    BinaryWriter out = new BinaryWriter().number(connections.getAsLong()).count(of.size());
    of.forEach(replica -> replica.standing().pack(out));
    return out.done();
  }

  private void note(String node, BinaryReader in) {
    heardAt.put(node, micros.getAsLong());
    connectionsAt.put(node, in.number());
    for (int rest = in.count(); rest > 0; rest--) {
      ReplicaStatus status = ReplicaStatus.unpack(in);
      lanes.apply(status.feed()).onReplicaStatus(node, status);
    }
  }

  /** For how long no other node was heard of, in microseconds. Safe on any thread. */
  long timeSinceLastPeer(long nowMicros) {
    return heardAt.values().stream().mapToLong(at -> nowMicros - at).min().orElse(0);
  }

  /** How many connections a node said it has; 0 where it said nothing. Safe on any thread. */
  long connectionsAt(String node) {
    return connectionsAt.getOrDefault(node, 0L);
  }

  /** Where every other node is with every feed; those that do not answer say nothing. */
  Future<Map<String, List<ReplicaStatus>>> standings() {
    Map<String, List<ReplicaStatus>> standings = new HashMap<>();
    List<Future<Void>> asked = new ArrayList<>();
    for (String node : others()) {
      asked.add(
          askHeads(node, standings(known))
              .<Void>map(
                  in -> {
                    connectionsAt.put(node, in.number());
                    List<ReplicaStatus> all = new ArrayList<>();
                    for (int rest = in.count(); rest > 0; rest--) {
                      all.add(ReplicaStatus.unpack(in));
                    }
                    standings.put(node, all);
                    return null;
                  }));
    }
    return Future.join(asked).transform(done -> Future.succeededFuture(standings));
  }

  /** Whether any other node has updates of a feed. */
  Future<Boolean> isKnown(String feed) {
    return standings()
        .map(
            all ->
                all.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(each -> each.feed().equals(feed) && each.offset() > 0));
  }

  // Repairs: from the owner, or any other.

  /** Asks a node for what a mirror does not have; done when the mirror is as far as that node. */
  Future<Void> fetch(String node, FeedReplica replica) {
    ReplicaLog replicaLog = replica.mirror();
    long before = replicaLog.offset();
    Buffer question =
        new BinaryWriter().text(replica.feed()).text(replicaLog.epoch()).number(before).done();
    return messaging
        .ask(node, NodeMessaging.Kind.FETCH, question, FETCH_MILLIS)
        .compose(
            in ->
                switch (in.count()) {
                  case BATCHES -> more(node, replica, in, before);
                  case COPY -> copy(node, replica, in);
                  default -> Future.succeededFuture();
                });
  }

  private Future<Void> more(String node, FeedReplica replica, BinaryReader in, long before) {
    long theirs = in.number();
    for (int rest = in.count(); rest > 0; rest--) {
      replica.mirror().apply(new Batch(in.bytes()));
    }
    long now = replica.mirror().offset();
    return now < theirs && now > before ? fetch(node, replica) : Future.succeededFuture();
  }

  private Future<Void> copy(String node, FeedReplica replica, BinaryReader in) {
    long number = in.number();
    ReplicaLog.LogSnapshot copy =
        replica.mirror().new LogSnapshot(in.text(), in.number(), in.number());
    return pages(node, number, copy)
        .onSuccess(
            filled -> {
              ReplicaLog replicaLog = replica.mirror();
              // Meanwhile the mirror may have come further than the copy.
              if (!copy.isOf(replicaLog.epoch()) || copy.offset() > replicaLog.offset()) {
                replicaLog.load(copy);
              }
            });
  }

  private Future<Void> pages(String node, long number, ReplicaLog.LogSnapshot copy) {
    return messaging
        .ask(node, NodeMessaging.Kind.PAGE, new BinaryWriter().number(number).done(), FETCH_MILLIS)
        .compose(
            in -> {
              boolean more = in.flag();
              SnapshotTransfers.read(in, copy);
              return more ? pages(node, number, copy) : Future.succeededFuture();
            });
  }

  private Future<Buffer> fetched(BinaryReader in) {
    FeedReplica replica = lanes.apply(in.text());
    String epoch = in.text();
    long offset = in.number();
    ReplicaLog replicaLog = replica.mirror();
    BinaryWriter out = new BinaryWriter();
    if (epoch.equals(replicaLog.epoch()) && offset >= replicaLog.offset()) {
      return Future.succeededFuture(out.count(BATCHES).number(replicaLog.offset()).count(0).done());
    }
    if (replicaLog.offset() == 0 && !replica.isOwned()) {
      return Future.succeededFuture(out.count(NOTHING).done());
    }
    List<Batch> after =
        epoch.equals(replicaLog.epoch()) ? replicaLog.journal().after(offset, FETCH_BYTES) : null;
    if (after == null) {
      out.count(COPY).number(transfers.begin(replicaLog, micros.getAsLong()));
      out.text(replicaLog.epoch()).number(replicaLog.tag()).number(replicaLog.offset());
    } else {
      out.count(BATCHES).number(replicaLog.offset()).count(after.size());
      after.forEach(batch -> out.bytes(batch.bytes()));
    }
    return Future.succeededFuture(out.done());
  }

  private Future<Buffer> page(BinaryReader in) {
    @Nullable Buffer page = transfers.page(in.number(), micros.getAsLong());
    return page == null
        ? Future.failedFuture(new RetryableException("no such copy"))
        : Future.succeededFuture(page);
  }
}
