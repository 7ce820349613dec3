package io.feedhorn.cluster;

import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's view of the cluster. Safe on any thread. One of our addresses that ends with {@code @}
 * and a node's name is that node's, and needs no registration: what is registered in the cluster
 * grows neither with topics nor with connections. {@code feedhorn.publish} is every node's own.
 */
final class ClusterMembership extends InfinispanClusterManager {
  private static final String OURS = "feedhorn.";
  private static final String PUBLISH = "feedhorn.publish";

  private final DefaultCacheManager grid;
  private final Map<String, Set<RegistrationInfo>> registered = new ConcurrentHashMap<>();

  ClusterMembership(DefaultCacheManager grid) {
    super(grid);
    this.grid = grid;
  }

  /** The address at which one node, and only that, listens. */
  static String at(String address, String node) {
    return address + "@" + node;
  }

  // What the superclass asks for these is not there in the version of Infinispan that we have.
  @Override
  public List<String> getNodes() {
    List<Address> members = grid.getMembers();
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
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> promise) {
    if (isOfThisNode(address)) {
      promise.succeed();
      return;
    }
    if (!registration.localOnly()) {
      registered.computeIfAbsent(address, name -> ConcurrentHashMap.newKeySet()).add(registration);
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
        (name, of) -> {
          of.remove(registration);
          return of.isEmpty() ? null : of;
        });
    super.removeRegistration(address, registration, promise);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    String node = address.equals(PUBLISH) ? getNodeId() : nodeOf(address);
    if (node.isEmpty()) {
      super.getRegistrations(address, promise);
    } else {
      promise.succeed(List.of(new RegistrationInfo(node, 0, false)));
    }
  }

  private boolean isOfThisNode(String address) {
    return nodeOf(address).equals(getNodeId());
  }

  /** The node that an address of Feedhorn's names; empty where it names none. */
  private static String nodeOf(String address) {
    int at = address.lastIndexOf('@');
    return at > 0 && address.startsWith(OURS) ? address.substring(at + 1) : "";
  }

  /**
   * Tells the others again where this node is and what it listens to: when they thought it gone,
   * they forgot, and nobody else reminds them.
   */
  void comeBack() {
    NodeInfo info = getNodeInfo();
    if (info != null) {
      setNodeInfo(info, (done, failure) -> {});
    }
    registered.forEach(
        (address, of) ->
            of.forEach(
                registration ->
                    super.addRegistration(address, registration, (done, failure) -> {})));
  }
}
