package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.NoStore;
import io.feedhorn.cluster.owner.ReplicationStore;
import io.feedhorn.cluster.protocol.QuorumLease;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.replica.TestBatches;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A data grid in which one node is the owner of all feeds: {@code b}, or another one. */
final class TestGrid implements ClusterGrid {
  private final String name;
  private final Supplier<List<String>> members;
  private final QuorumLease lease = new QuorumLease(System::nanoTime);
  private final TakeoverShares shares = new TakeoverShares();
  private final ReplicationStore store;
  private volatile String owner = "b";
  private volatile Set<String> faulty = Set.of();

  /** Creates a grid that stores no heads. */
  TestGrid(String name, Supplier<List<String>> members) {
    this(name, members, new NoStore());
  }

  TestGrid(String name, Supplier<List<String>> members, ReplicationStore store) {
    this.name = name;
    this.members = members;
    this.store = store;
  }

  void setOwner(String node) {
    owner = node;
  }

  /** Makes the look-up of the owner fail for some feeds. */
  void failFor(Set<String> feeds) {
    faulty = feeds;
  }

  @Override
  public String self() {
    return name;
  }

  @Override
  public List<String> members() {
    return members.get();
  }

  @Override
  public List<String> headHolders() {
    return members.get();
  }

  @Override
  public String owner(String feed) {
    if (faulty.contains(feed)) {
      throw new IllegalStateException("The owner of " + feed + " cannot be found.");
    }
    return owner;
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public String initialEpoch() {
    return TestBatches.EPOCH;
  }

  @Override
  public QuorumLease lease() {
    return lease;
  }

  @Override
  public TakeoverShares shares() {
    return shares;
  }

  @Override
  public ReplicationStore createStore(Vertx vertx) {
    return store;
  }

  @Override
  public Future<Void> startOwning() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stopOwning() {
    return Future.succeededFuture();
  }

  @Override
  public void checkAvailability() {}

  @Override
  public boolean isRebalancing() {
    return false;
  }

  @Override
  public int registrations() {
    return 0;
  }

  @Override
  public @Nullable Thread eventBusLoop() {
    return null;
  }

  @Override
  public void stop() {}
}
