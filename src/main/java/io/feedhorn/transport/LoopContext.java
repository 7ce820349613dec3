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
 * What the transports of one event loop share. Belongs to that event loop, like its hub.
 *
 * @param hub where readers subscribe
 * @param publishService where clients publish
 * @param heartbeat the heartbeat of every connection but event streams
 * @param limiter who may use how much; shared by all event loops
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
   * Returns the permissions of a connection, which end with its token. Its end is noticed within a
   * heartbeat, though the wall clock jumps.
   *
   * @param over called once that has ended
   */
  public GrantExpiry expireWith(Permissions permissions, Runnable over) {
    return new GrantExpiry(vertx, hub.feeds().clock(), heartbeat.interval(), permissions, over);
  }
}
