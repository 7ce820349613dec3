package io.feedhorn.transport;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.WriteBatch;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.publish.PublishService;
import io.feedhorn.reader.ReaderRequests;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The shared objects of an event loop, of a server without keys and without limits of clients. */
public final class OpenLoopContext {
  private OpenLoopContext() {}

  /** Returns the objects for the event loop that calls this method. */
  public static LoopContext of(
      Vertx vertx, FeedRegistry feeds, Metrics metrics, Limits limits, Duration heartbeat) {
    return new LoopContext(
        vertx,
        new Hub(vertx, feeds, metrics, limits.backlogBytes(), Tracer.NONE, WriteBatch.NONE),
        new PublishService(vertx.eventBus(), limits.messageBytes()),
        new ReaderRequests(vertx.eventBus()),
        new HeartbeatTimer(vertx, heartbeat),
        new SessionRegistry(),
        limits,
        new ClientLimiter(ClientLimits.NONE, request -> "", System::nanoTime),
        new Authenticator(
            vertx, AuthOptions.OPEN, new JwksVerticle(AuthOptions.OPEN), feeds.clock()),
        new Authorizer(AuthOptions.OPEN),
        new ResponseCompression(true));
  }
}
