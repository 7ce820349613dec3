package io.feedhorn.transport;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.Limits;
import io.feedhorn.publish.PublishService;
import io.vertx.core.Vertx;

/**
 * The objects that the transports of one event loop share. Owned by that event loop, like its hub.
 *
 * @param hub the fan-out of the event loop
 * @param publishService the entry of all publishes
 * @param heartbeat the heartbeat of all connections except event streams
 * @param limiter the limits of each client address; shared by all event loops
 * @param authenticator finds the permissions of clients
 * @param authorizer checks permissions
 */
public record LoopContext(
    Vertx vertx,
    Hub hub,
    PublishService publishService,
    HeartbeatTimer heartbeat,
    Limits limits,
    ClientLimiter limiter,
    Authenticator authenticator,
    Authorizer authorizer) {
  /**
   * Returns the permissions of a connection, which expire with its token. The expiry is noticed
   * within a heartbeat even if the wall clock jumps.
   *
   * @param onExpired called once when the permissions have expired
   */
  GrantExpiry expireWith(Permissions permissions, Runnable onExpired) {
    return new GrantExpiry(
        vertx, hub.feeds().clock(), heartbeat.interval(), permissions, onExpired);
  }
}
