package io.feedhorn.http;

import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.transport.netty.NettyConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of an event loop. Closes connections for which the server has waited longer
 * than allowed. Owned by that event loop, not thread-safe.
 */
final class ConnectionTracker {
  private static final long CHECK_MILLIS = 500;

  private final ClientLimiter limiter;
  private final HttpLimits limits;
  private final Map<HttpConnection, TrackedConnection> connections = new HashMap<>();
  // Without WebSockets, whose heartbeat finds connections that do not respond.
  private final Set<TrackedConnection> awaited = new HashSet<>();

  ConnectionTracker(Vertx vertx, ClientLimiter limiter, HttpLimits limits) {
    this.limiter = limiter;
    this.limits = limits;
    vertx.setPeriodic(CHECK_MILLIS, timer -> closeLate());
  }

  /**
   * Tracks a new connection until it is closed. Closes it at once if far too many are open.
   *
   * @param refusedAtAccept true if the server accepts no new clients now
   */
  void add(HttpConnection connection, boolean refusedAtAccept) {
    TrackedConnection tracked =
        new TrackedConnection(connection, limiter, refusedAtAccept, nowMillis());
    connections.put(connection, tracked);
    awaited.add(tracked);
    NettyConnection.onClose(connection, () -> remove(tracked));
    if (tracked.isFlood()) {
      tracked.close();
    }
  }

  private void remove(TrackedConnection tracked) {
    release(tracked);
    awaited.remove(tracked);
    tracked.onClose();
  }

  private void release(TrackedConnection tracked) {
    HttpConnection connection = tracked.release();
    if (connection != null) {
      connections.remove(connection);
    }
  }

  /** Returns the state of an open connection; null if it was closed. */
  @Nullable TrackedConnection get(HttpConnection connection) {
    return connections.get(connection);
  }

  /** Returns true if a connection is open and {@link TrackedConnection#finishesSoon}. */
  boolean finishesSoon(HttpConnection connection) {
    TrackedConnection tracked = get(connection);
    return tracked != null && tracked.finishesSoon();
  }

  private void closeLate() {
    long now = nowMillis();
    List<TrackedConnection> webSockets =
        awaited.stream().filter(TrackedConnection::hasBecomeWebSocket).toList();
    webSockets.forEach(this::release);
    webSockets.forEach(awaited::remove);
    List<TrackedConnection> late =
        awaited.stream().filter(tracked -> tracked.isLate(now, limits)).toList();
    late.forEach(tracked -> tracked.closeLate(now, limits));
  }

  static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
