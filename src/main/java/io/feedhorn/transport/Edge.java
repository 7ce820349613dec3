package io.feedhorn.transport;

import io.feedhorn.access.Clients;
import io.feedhorn.access.Grant;
import io.feedhorn.access.Guard;
import io.feedhorn.access.Lease;
import io.feedhorn.access.Limits;
import io.feedhorn.hub.Hub;
import io.feedhorn.publish.Door;
import io.vertx.core.Vertx;

/**
 * What the transports of one event loop share. Belongs to that event loop, like its hub.
 *
 * @param hub where readers subscribe
 * @param door where clients publish
 * @param pulse the heartbeat of every connection but event streams
 * @param clients who may use how much; shared by all event loops
 * @param guard who may do what
 */
public record Edge(
    Vertx vertx, Hub hub, Door door, Pulse pulse, Limits limits, Clients clients, Guard guard) {
  /**
   * Returns the permissions of a connection, which end with its token. Its end is noticed within a
   * heartbeat, though the wall clock jumps.
   *
   * @param over called once that has ended
   */
  public Lease lease(Grant grant, Runnable over) {
    return new Lease(vertx, hub.feeds().clock(), pulse.interval(), grant, over);
  }
}
