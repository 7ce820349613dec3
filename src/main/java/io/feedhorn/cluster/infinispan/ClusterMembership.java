package io.feedhorn.cluster.infinispan;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.infinispan.lock.impl.entries.ClusteredLockValue;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;

/**
 * The cluster manager of Vert.x. An event-bus address of Feedhorn that ends with {@code @} and the
 * name of a node belongs to that node and needs no registration, so the registrations of the
 * cluster grow neither with topics nor with connections. {@code feedhorn.publish} belongs to every
 * node. Safe on any thread.
 */
final class ClusterMembership extends InfinispanClusterManager {
  private static final String ADDRESS_PREFIX = "feedhorn.";
  private static final Set<String> WRITER = Set.of("feedhorn.publish", "feedhorn.delete");

  private final DefaultCacheManager manager;
  private final Map<String, Set<RegistrationInfo>> registered = new ConcurrentHashMap<>();
  private final Set<ClusteredLockValue> claimedLocks = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Thread eventBusLoop;
  private volatile @Nullable Vertx vertx;

  ClusterMembership(DefaultCacheManager manager) {
    super(manager);
    this.manager = manager;
  }

  // The superclass calls methods here that this version of Infinispan does not have.
  @Override
  public List<String> getNodes() {
    List<Address> members = manager.getMembers();
    return members == null ? List.of() : members.stream().map(Address::toString).toList();
  }

  @Override
  public @Nullable String clusterHost() {
    return null;
  }

  @Override
  public @Nullable String clusterPublicHost() {
    return null;
  }

  @Override
  public void init(Vertx started) {
    vertx = started;
    super.init(started);
  }

  /** Takes a lock whose release is repeated, and never releases that of a later holder. */
  @Override
  public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
    super.getLockWithTimeout(
        name,
        timeout,
        (lock, failure) -> {
          if (failure == null) {
            new HeldLock(manager, Objects.requireNonNull(vertx), name, claimedLocks)
                .acquired()
                .onComplete(promise);
          } else {
            promise.fail(failure);
          }
        });
  }

  /** Called first by the event bus, on the event loop of its server, when that has started. */
  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> promise) {
    if (eventBusLoop == null && Context.isOnEventLoopThread()) {
      eventBusLoop = Thread.currentThread();
    }
    super.setNodeInfo(info, promise);
  }

  /** Returns the event loop of the event bus's server, or null if it has not started. */
  @Nullable Thread eventBusLoop() {
    return eventBusLoop;
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    if (isOfThisNode(address)) {
      promise.succeed();
      return;
    }
    if (!registration.localOnly()) {
      registered.compute(
          address,
          (name, known) -> {
            Set<RegistrationInfo> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(registration);
            return all;
          });
    }
    super.addRegistration(address, registration, promise);
  }

  @Override
  public void removeRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    if (isOfThisNode(address)) {
      promise.succeed();
      return;
    }
    registered.computeIfPresent(
        address,
        (name, registrations) -> {
          registrations.remove(registration);
          return registrations.isEmpty() ? null : registrations;
        });
    super.removeRegistration(address, registration, promise);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    String node = WRITER.contains(address) ? getNodeId() : nodeOf(address);
    if (node.isEmpty()) {
      super.getRegistrations(address, promise);
    } else {
      promise.succeed(List.of(new RegistrationInfo(node, 0, false)));
    }
  }

  private boolean isOfThisNode(String address) {
    return nodeOf(address).equals(getNodeId());
  }

  /** Returns the node that an address of Feedhorn belongs to, or an empty text if to none. */
  private static String nodeOf(String address) {
    int at = address.lastIndexOf('@');
    return at > 0 && address.startsWith(ADDRESS_PREFIX) ? address.substring(at + 1) : "";
  }

  /**
   * Stores the address of this node's event bus and its registrations again. Other nodes removed
   * them when they excluded this node, and nothing else restores them. Blocks.
   */
  void reRegister() {
    NodeInfo info = getNodeInfo();
    if (info != null) {
      setNodeInfo(info, (done, failure) -> {});
    }
    registered.forEach(
        (address, registrations) ->
            registrations.forEach(
                registration ->
                    super.addRegistration(address, registration, (done, failure) -> {})));
  }
}
