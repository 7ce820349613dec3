package io.feedhorn.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * The claim of a Vert.x instance by its one server. The event-bus addresses of a server are those
 * of the instance: of two servers, each would get a part of what is published. Immutable.
 */
record InstanceClaim(FeedhornServer server) implements Shareable {
  private static final String SERVER = "feedhorn.server";

  /** Claims an instance for a server; fails if another one has it. */
  static Future<Void> take(Vertx vertx, FeedhornServer server) {
    return claims(vertx).putIfAbsent(SERVER, new InstanceClaim(server)) == null
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                "A server runs in this Vert.x instance already; stop it, or use another instance"));
  }

  /** Gives the instance back, if the server has it. */
  static void release(Vertx vertx, FeedhornServer server) {
    claims(vertx).removeIfPresent(SERVER, new InstanceClaim(server));
  }

  private static LocalMap<String, InstanceClaim> claims(Vertx vertx) {
    return vertx.sharedData().getLocalMap(SERVER);
  }
}
