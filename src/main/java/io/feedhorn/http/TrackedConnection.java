package io.feedhorn.http;

import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.Limits;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection, as long as it may have to be shown the door. Owned by its event loop, not
 * thread-safe. Looked at from time to time: hooks on each request would belong to somebody else.
 */
final class TrackedConnection {
  private static final int SWITCHING = 101;

  private final HttpConnection connection;
  private final ClientLimiter.CountedConnection quota;
  private final boolean uninvited;
  // One, but with HTTP/2.
  private List<HttpServerRequest> requests = List.of();
  private long sinceMillis;
  private boolean spoken;
  private boolean gone;

  /**
   * @param uninvited whether the server took nobody in when it came
   */
  TrackedConnection(
      HttpConnection connection,
      ClientLimiter.CountedConnection counted,
      boolean uninvited,
      long nowMillis) {
    this.connection = connection;
    this.quota = counted;
    this.uninvited = uninvited;
    this.sinceMillis = nowMillis;
  }

  HttpConnection connection() {
    return connection;
  }

  ClientLimiter.CountedConnection quota() {
    return quota;
  }

  boolean wasRefusedAtAccept() {
    return uninvited;
  }

  boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
    requests = List.of();
    quota.closed();
  }

  void onRequest(HttpServerRequest request, long nowMillis) {
    List<HttpServerRequest> open = new ArrayList<>(1);
    requests.stream().filter(TrackedConnection::isOpen).forEach(open::add);
    open.add(request);
    requests = open;
    sinceMillis = nowMillis;
    spoken = true;
  }

  /** Whether it keeps the server waiting for longer than it may. */
  boolean isLate(long nowMillis, Limits limits) {
    if (requests.isEmpty()) {
      return isOver(spoken ? limits.http().idleTime() : limits.http().requestTime(), nowMillis);
    }
    if (requests.stream().noneMatch(TrackedConnection::isOpen)) {
      requests = List.of();
      sinceMillis = nowMillis;
      return false;
    }
    return requests.stream().anyMatch(TrackedConnection::isSending)
        && isOver(limits.http().idleTime(), nowMillis);
  }

  /** Whether a heartbeat looks after it from here on: it has become a WebSocket. */
  boolean hasBecomeASocket() {
    boolean socket =
        requests.size() == 1 && requests.get(0).response().getStatusCode() == SWITCHING;
    if (socket) {
      requests = List.of(); // would be kept as long as the connection
    }
    return socket;
  }

  private boolean isOver(Duration time, long nowMillis) {
    return nowMillis - sinceMillis > time.toMillis();
  }

  static boolean isUpgrade(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
  }

  private static boolean isOpen(HttpServerRequest request) {
    return !request.response().ended() && !request.response().closed();
  }

  private static boolean isSending(HttpServerRequest request) {
    return !request.isEnded()
        && (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
            || request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
  }
}
