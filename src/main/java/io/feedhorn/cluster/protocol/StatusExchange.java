package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.cluster.voters.NodeIdentity;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * The periodic exchange of replica statuses and identities between all nodes. It finds replicas
 * that are behind, and finds the members that count for the {@link QuorumLease}. Owned by the
 * writer's event loop.
 */
public final class StatusExchange {
  private static final long TIMEOUT_MILLIS = 3_000;

  private final NodeMessaging messaging;
  private final ClusterView view;
  private final FeedReplicas replicas;
  private final PeerActivity peers;
  private final LongSupplier connections;
  private final VoterRegistry voters;
  private final QuorumLease lease;
  private final TakeoverShares shares;
  private BiConsumer<String, ReplicaStatus> listener = (node, status) -> {};

  /**
   * Creates the exchange.
   *
   * @param connections the number of client connections of this node
   * @param lease gets the members that understand this node and see it
   * @param shares gets the shares of the other nodes
   */
  public StatusExchange(
      NodeMessaging messaging,
      ClusterView view,
      FeedReplicas replicas,
      PeerActivity peers,
      LongSupplier connections,
      VoterRegistry voters,
      QuorumLease lease,
      TakeoverShares shares) {
    this.lease = lease;
    this.shares = shares;
    this.messaging = messaging;
    this.view = view;
    this.replicas = replicas;
    this.peers = peers;
    this.connections = connections;
    this.voters = voters;
  }

  /**
   * Starts to answer other nodes.
   *
   * @param statusListener receives the name of a node and the status of one of its replicas
   */
  public void start(BiConsumer<String, ReplicaStatus> statusListener) {
    listener = statusListener;
    messaging.handle(MessageKind.STATUS, this::answer);
    messaging.handle(MessageKind.REPLICA, (from, in) -> Future.succeededFuture(status(in.text())));
  }

  /** Exchanges statuses with all nodes. Called once a second. */
  public void exchange() {
    List<String> members = view.members();
    lease.retain(members);
    shares.retain(members);
    messaging.retain(members);
    voters.retain(members);
    peers.retain(members);
    replicas.retain(members);
    voters.check();
    Buffer own = message();
    for (String node : view.others()) {
      request(node, own).onSuccess(in -> receive(node, in));
    }
  }

  private boolean isMember(String node) {
    return view.members().contains(node);
  }

  private Future<BinaryReader> request(String node, Buffer own) {
    return messaging
        .request(node, MessageKind.STATUS, own, TIMEOUT_MILLIS)
        .onSuccess(
            in -> {
              lease.accept(node, in.flag());
              voters.receive(node, NodeIdentity.read(in));
            });
  }

  /** Returns the identity of this node and the statuses of all its replicas. */
  private Buffer message() {
    BinaryWriter out = new BinaryWriter();
    voters.identity().write(out);
    return out.append(statuses(replicas.all())).toBuffer();
  }

  private Future<Buffer> answer(String from, BinaryReader in) {
    voters.receive(from, NodeIdentity.read(in));
    receive(from, in);
    // Two nodes that do not have each other in their views would never end to ask.
    if (isMember(from) && !lease.accepts(from)) {
      // A joining node asks before it stores heads: by then it has confirmed this node.
      request(from, message()).onSuccess(answer -> receive(from, answer));
    }
    return Future.succeededFuture(
        new BinaryWriter().flag(isMember(from)).append(message()).toBuffer());
  }

  /** Returns the statuses of some replicas of this node as {@link #receive} reads them. */
  Buffer statuses(Collection<FeedReplica> some) {
    BinaryWriter out =
        new BinaryWriter()
            .number(connections.getAsLong())
            .count(shares.of(view.self()))
            .count(some.size());
    some.forEach(replica -> replica.status().write(out));
    return out.toBuffer();
  }

  /** Passes the statuses of another node to the listener. */
  void receive(String node, BinaryReader in) {
    peers.recordContact();
    read(node, in).forEach(status -> listener.accept(node, status));
  }

  private List<ReplicaStatus> read(String node, BinaryReader in) {
    peers.recordConnections(node, in.number());
    shares.record(node, in.count());
    int count = in.count();
    List<ReplicaStatus> statuses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      statuses.add(ReplicaStatus.read(in));
    }
    return statuses;
  }

  /** Returns the statuses of all replicas by node, without the nodes that do not answer. */
  public Future<Map<String, List<ReplicaStatus>>> statusesOfOthers() {
    Map<String, List<ReplicaStatus>> statuses = new HashMap<>();
    List<Future<Void>> requests = new ArrayList<>();
    for (String node : view.others()) {
      requests.add(
          request(node, message()).onSuccess(in -> statuses.put(node, read(node, in))).mapEmpty());
    }
    return Future.join(requests).transform(done -> Future.succeededFuture(statuses));
  }

  private Buffer status(String feed) {
    FeedReplica replica = replicas.find(feed);
    BinaryWriter out = new BinaryWriter();
    (replica == null ? ReplicaStatus.ofNone(feed) : replica.status()).write(out);
    return out.toBuffer();
  }

  /**
   * Returns the statuses of the replicas of one feed by node. Fails if a node that stores heads
   * does not answer, because it may have updates that no other node has.
   */
  public Future<Map<String, ReplicaStatus>> statusesOf(String feed) {
    Map<String, ReplicaStatus> statuses = new HashMap<>();
    List<Future<Void>> answers = new ArrayList<>();
    for (String node : view.headHolders()) {
      if (!node.equals(view.self())) {
        answers.add(
            messaging
                .request(
                    node,
                    MessageKind.REPLICA,
                    new BinaryWriter().text(feed).toBuffer(),
                    TIMEOUT_MILLIS)
                .onSuccess(in -> statuses.put(node, ReplicaStatus.read(in)))
                .mapEmpty());
      }
    }
    return Future.all(answers).map(all -> statuses);
  }

  /** Returns true if another node has updates of a feed; fails as {@link #statusesOf} does. */
  public Future<Boolean> hasUpdatesElsewhere(String feed) {
    return statusesOf(feed)
        .map(all -> all.values().stream().anyMatch(status -> status.offset() > 0));
  }

  /** Returns true if this node can write: it is in a majority and has a lease. Any thread. */
  public boolean isAvailable() {
    return view.isAvailable() && lease.hasQuorum(view.headHolders());
  }

  /** Returns true if each of a number of members confirms this node. Any thread. */
  public boolean isConfirmedBy(Collection<String> members, int number) {
    return members.stream().filter(lease::isConfirmedBy).count() >= number;
  }
}
