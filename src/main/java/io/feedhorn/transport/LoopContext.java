package io.feedhorn.transport;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.Limits;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.publish.PublishService;
import io.feedhorn.reader.ReaderRequests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the transports of one event loop share. Owned by that event loop, like its hub.
 *
 * @param hub the fan-out of the event loop
 * @param publishService the entry of all publishes
 * @param readers the entry of the commands to readers
 * @param heartbeat the heartbeat of all connections except event streams
 * @param sessions the sessions of the event loop
 * @param limiter the limits of each client address; shared by all event loops
 * @param authenticator finds the permissions of clients
 * @param authorizer checks permissions
 * @param compression the content codings of event streams and polls
 */
public record LoopContext(
    Vertx vertx,
    Hub hub,
    PublishService publishService,
    ReaderRequests readers,
    HeartbeatTimer heartbeat,
    SessionRegistry sessions,
    Limits limits,
    ClientLimiter limiter,
    Authenticator authenticator,
    Authorizer authorizer,
    ResponseCompression compression) {
  /**
   * Returns the cursor with which a client subscribes: its own, else that of its reader, which is
   * created if it does not exist. Fails only with a reader.
   *
   * @param since the cursor of the client, or null
   */
  public Future<@Nullable Cursor> start(
      @Nullable ReaderName reader, List<TopicPattern> patterns, @Nullable Cursor since) {
    return reader == null
        ? hub.validated(since)
        : readers
            .open(reader, patterns)
            .compose(start -> since == null ? Future.succeededFuture(start) : hub.validated(since));
  }

  /**
   * Publishes on a topic, or deletes it, and counts a refusal by the topic's feed.
   *
   * @param action checks the permissions, and publishes
   * @return the future of the action; a refusal that the action throws is its failure
   */
  public <T> Future<T> countRefusal(String topic, Supplier<Future<T>> action) {
    Future<T> done;
    try {
      done = action.get();
    } catch (FeedException refusal) {
      done = Future.failedFuture(refusal);
    }
    return done.onFailure(
        failure -> hub.countPublishRefusal(topic, FeedException.of(failure).code()));
  }

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
