package io.feedhorn.http.admin;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /v1/admin/cluster}: the members, the owners of the feeds and the voters, as this node
 * sees them. Safe on any thread.
 */
public record ClusterHandler(NodeState node) {
  /** Sends the status. */
  public Future<Void> show(RoutingContext context) {
    return AdminResponse.send(
        context, new AdminResponse(node.name()).object().put("cluster", node.cluster().get()));
  }
}
