package io.feedhorn.app;

import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.http.admin.NodeState;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state of a server's node for operators. */
final class OperatorView {
  private OperatorView() {}

  /**
   * Returns the state of a node.
   *
   * @param cluster null for a single server
   * @param store returns the store of durable feeds; null without one, and before it is open
   */
  static NodeState of(@Nullable ClusterNode cluster, Supplier<@Nullable ServerStore> store) {
    Supplier<@Nullable JsonObject> status =
        () -> {
          ServerStore opened = store.get();
          return opened == null ? null : opened.status();
        };
    return cluster == null
        ? NodeState.single(status)
        : new NodeState(cluster.self(), cluster::owner, cluster::status, status);
  }
}
