package io.feedhorn.http.admin;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node as operators see it, in a cluster or alone. The functions are safe on any thread and do
 * not block.
 *
 * @param name the name of this node in its cluster; null for a single server
 * @param owner returns the node that orders the updates of a feed; null if there is none, and for a
 *     single server
 * @param cluster returns the status of the cluster; null for a single server
 * @param store returns the status of the store of durable feeds; null without one
 */
public record NodeState(
    @Nullable String name,
    Function<String, @Nullable String> owner,
    Supplier<@Nullable JsonObject> cluster,
    Supplier<@Nullable JsonObject> store) {

  /** Returns the state of a single server. */
  public static NodeState single(Supplier<@Nullable JsonObject> store) {
    return new NodeState(null, feed -> null, () -> null, store);
  }
}
