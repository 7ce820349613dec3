package io.feedhorn.cluster.voters;

import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredNode;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the members, and the voters: finds them at the first start, stores them, and refuses
 * members that cannot be in one cluster with this node. Owned by the writer's event loop, except
 * for the methods of {@link Voters} and those that are documented as safe on any thread.
 */
public final class VoterRegistry implements Voters {
  private static final Logger LOG = LoggerFactory.getLogger(VoterRegistry.class);
  private static final long LOG_INTERVAL_NANOS = 30_000_000_000L;

  private final String self;
  private final VoterOptions options;
  private final @Nullable StoreWriter store;
  private final boolean hasData;
  private final LongSupplier nanos;
  private final Peers peers;
  private volatile StoredNode node;
  private volatile boolean stored;
  private volatile boolean serving;
  private volatile @Nullable String refusal;
  // The newest change of the identity. Each one begins with what the one before has stored.
  private Future<Void> changing = Future.succeededFuture();
  private long loggedNanos;

  /**
   * Creates the registry of a node.
   *
   * @param self this node as a member
   * @param loaded the identity that the store had at the start, or null at the first start
   * @param hasData true if the store had durable feeds at the start
   * @param store null for a node without a store
   * @param nanos the monotonic time
   */
  public VoterRegistry(
      String self,
      VoterOptions options,
      @Nullable StoredNode loaded,
      boolean hasData,
      @Nullable StoreWriter store,
      LongSupplier nanos) {
    this.self = self;
    this.options = options;
    this.hasData = hasData;
    this.store = store;
    this.nanos = nanos;
    this.peers = new Peers(nanos);
    this.loggedNanos = nanos.getAsLong();
    this.stored = loaded != null;
    this.node = loaded != null ? loaded : firstStart(options.name());
  }

  /** Returns the registry of a node without a store. */
  public static VoterRegistry withoutStore(String self, VoterOptions options) {
    return new VoterRegistry(self, options, null, false, null, System::nanoTime);
  }

  private static StoredNode firstStart(String name) {
    byte[] id = new byte[8];
    new SecureRandom().nextBytes(id);
    return new StoredNode(
        name, HexFormat.of().formatHex(id), FirstVoters.GENERATION, List.of(), false);
  }

  /** Stores the identity of a first start. */
  public Future<Void> start() {
    return change(own -> own);
  }

  /**
   * Stores a changed identity when the changes before are stored, or have failed.
   *
   * @param change returns the identity that follows the one that is stored by then
   */
  private Future<Void> change(UnaryOperator<StoredNode> change) {
    changing = changing.transform(before -> write(change.apply(node)));
    return changing;
  }

  private Future<Void> write(StoredNode changed) {
    if (stored && changed.equals(node)) {
      return Future.succeededFuture();
    }
    Future<Void> written = store == null ? Future.succeededFuture() : store.write(List.of(changed));
    return written.onSuccess(
        done -> {
          node = changed;
          stored = true;
        });
  }

  /** Records that this node has joined the cluster, and serves clients. */
  public void joined() {
    serving = true;
  }

  /** Records that this node is stopping, and is not the owner of durable feeds any more. */
  public void leaving() {
    serving = false;
  }

  /** Returns the reason why this node cannot join the cluster, or null. Safe on any thread. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** Returns the identity of this node. Safe on any thread. */
  public NodeIdentity identity() {
    StoredNode own = node;
    return new NodeIdentity(
        own.name(),
        own.clusterId(),
        own.generation(),
        own.voters(),
        candidates(),
        !options.voters().isEmpty(),
        store != null,
        hasData,
        serving);
  }

  private List<String> candidates() {
    if (!options.voters().isEmpty()) {
      return options.voters();
    }
    List<String> found = new ArrayList<>();
    if (store != null) {
      found.add(name());
    }
    for (Peers.Peer peer : peers.accepted()) {
      if (peer.identity().stores() && peers.named(peer.identity().name()) != null) {
        found.add(peer.identity().name());
      }
    }
    List<String> names = found.stream().sorted().distinct().toList();
    return names.size() == options.expectedNodes() ? names : List.of();
  }

  /** Receives the identity of another member. */
  public void receive(String member, NodeIdentity other) {
    NodeIdentity own = identity();
    String conflict = IdentityRules.conflict(own, other);
    boolean isNew = peers.put(member, other, conflict);
    if (conflict == null) {
      settle();
    } else if (!serving && IdentityRules.yields(own, self, other, member)) {
      refusal = conflict;
    } else if (isNew) {
      LOG.error("Node {} is refused: {}", member, conflict);
    }
  }

  /** Forgets the nodes that are not members any more. */
  public void retain(Collection<String> members) {
    peers.retain(members);
  }

  /** Returns true if nothing has to be known about these members, or it is known. */
  public boolean knows(Collection<String> members) {
    return store == null || peers.knows(members);
  }

  /** Logs now and then that the voters are not known yet. Called about once a second. */
  public void check() {
    settle();
    if (store != null
        && node.voters().isEmpty()
        && nanos.getAsLong() - loggedNanos > LOG_INTERVAL_NANOS) {
      loggedNanos = nanos.getAsLong();
      LOG.warn(
          "The voters of durable feeds are not known yet: {}; nodes with a store: {}",
          options.voters().isEmpty()
              ? "the first start needs %d nodes (cluster.members)"
                  .formatted(options.expectedNodes())
              : "the first start needs all of %s (cluster.voters)".formatted(options.voters()),
          namesOfRunning());
    }
  }

  /** Returns the names of the running nodes that have a store, sorted. Safe on any thread. */
  public List<String> namesOfRunning() {
    List<String> names = new ArrayList<>();
    if (store != null) {
      names.add(name());
    }
    peers.accepted().stream()
        .filter(peer -> peer.identity().stores())
        .forEach(peer -> names.add(peer.identity().name()));
    return names.stream().sorted().distinct().toList();
  }

  /** Returns true if the node has a store, so that it can be a voter. Safe on any thread. */
  public boolean hasStore() {
    return store != null;
  }

  /** Returns the members that are refused. Safe on any thread. */
  public List<String> refusedMembers() {
    return peers.refused().stream().map(Peers.Peer::member).sorted().toList();
  }

  /** Takes over the voters of another node, or decides about them if all of them are here. */
  private void settle() {
    if (!changing.isComplete()) {
      return;
    }
    NodeIdentity own = identity();
    StoredNode settled = FirstVoters.settled(own, peers);
    if (settled != null) {
      settleAs(settled);
    }
  }

  private void settleAs(StoredNode settled) {
    change(own -> settled)
        .onSuccess(written -> FirstVoters.log(settled))
        .onFailure(failure -> LOG.warn("The voters cannot be stored: {}", failure.getMessage()));
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public @Nullable VoterSet voters() {
    List<String> names = node.voters();
    return names.isEmpty() ? null : new VoterSet(names);
  }

  @Override
  public @Nullable String memberOf(String name) {
    if (store != null && name.equals(node.name())) {
      return self;
    }
    Peers.Peer peer = peers.named(name);
    return peer == null ? null : peer.member();
  }

  @Override
  public @Nullable String nameOf(String member) {
    if (member.equals(self)) {
      return store == null ? null : node.name();
    }
    return peers.accepted().stream()
        .filter(peer -> peer.member().equals(member))
        .map(peer -> peer.identity().name())
        .filter(name -> member.equals(memberOf(name)))
        .findAny()
        .orElse(null);
  }

  @Override
  public boolean isServing(String name) {
    if (store != null && name.equals(node.name())) {
      return serving;
    }
    Peers.Peer peer = peers.named(name);
    return peer != null && peer.identity().serving();
  }

  @Override
  public String clusterId() {
    return node.clusterId();
  }

  @Override
  public long generation() {
    return node.generation();
  }

  @Override
  public boolean isTrusted() {
    return node.trusted();
  }

  @Override
  public Future<Void> removeTrust() {
    return change(
        own -> new StoredNode(own.name(), own.clusterId(), own.generation(), own.voters(), false));
  }
}
