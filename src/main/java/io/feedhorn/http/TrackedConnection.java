package io.feedhorn.http;

import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.netty.WriteTimeout;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a TCP connection: its place in the limits, its open requests, and since when the
 * server waits for it. Owned by its event loop, not thread-safe. The requests are inspected
 * periodically, because handlers of their end belong to the code that answers them.
 */
final class TrackedConnection {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final long NOT_CLOSING = -1;
  private static final Duration TIME_TO_READ_A_REFUSAL = Duration.ofSeconds(1);

  private @Nullable HttpConnection connection;
  private final ClientLimiter.CountedConnection counted;
  private final boolean refusedAtAccept;
  // More than one only with HTTP/2.
  private List<HttpServerRequest> requests = List.of();
  private long waitingSinceMillis;
  private boolean hadRequest;
  private boolean closed;
  private boolean refused;
  private long refusedSinceMillis;
  private long unsentBytes = NOT_CLOSING;
  private long unreadSinceMillis;

  /**
   * @param refusedAtAccept true if the server accepted no new clients when the connection was
   *     opened
   */
  TrackedConnection(
      HttpConnection connection, ClientLimiter limiter, boolean refusedAtAccept, long nowMillis) {
    this.connection = connection;
    this.counted = limiter.connected();
    this.refusedAtAccept = refusedAtAccept;
    this.waitingSinceMillis = nowMillis;
  }

  boolean wasRefusedAtAccept() {
    return refusedAtAccept;
  }

  /** Returns true if the connection is to be closed without a response. */
  boolean isFlood() {
    return counted.isFlood();
  }

  /**
   * Counts the connection for the client of its newest request.
   *
   * @throws FeedException if a limit of connections is exceeded
   */
  void requireWithinLimits(ClientQuota client) {
    counted.countFor(client);
    FeedException refusal = counted.refusal();
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Returns true if the connection must be closed after a refusal, because it is one too many. */
  boolean endsWithRefusal() {
    return refusedAtAccept || counted.refusal() != null;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is notified
  void close() {
    if (connection != null) {
      connection.close();
    }
  }

  /**
   * Closes a late connection when all that waits is sent. A client that reads nothing of it for the
   * idle time does not get the rest.
   */
  void closeLate(long nowMillis, HttpLimits limits) {
    HttpConnection open = connection;
    if (open == null) {
      return;
    }
    long idleMillis = limits.idleTime().toMillis();
    if (unsentBytes == NOT_CLOSING) {
      restartUnread(open, nowMillis);
      close();
    } else if (nowMillis - unreadSinceMillis > idleMillis) {
      if (WriteTimeout.hasRead(open, unsentBytes, idleMillis)) {
        restartUnread(open, nowMillis);
      } else {
        WriteTimeout.abort(open);
      }
    }
  }

  private void restartUnread(HttpConnection open, long nowMillis) {
    unsentBytes = WriteTimeout.unsentBytes(open);
    unreadSinceMillis = nowMillis;
  }

  /**
   * Returns the connection, and forgets it: a WebSocket would keep the state of HTTP in memory.
   * Null if it is forgotten.
   */
  @Nullable HttpConnection release() {
    HttpConnection released = connection;
    connection = null;
    return released;
  }

  /**
   * Closes the connection when its client has had time to read a refusal. A client of HTTP/2 still
   * sends settings and acknowledgements: the operating system resets a connection that is closed
   * before they are read, and the client may lose the response.
   */
  void closeSoon(long nowMillis) {
    if (!refused) {
      refused = true;
      refusedSinceMillis = nowMillis;
    }
  }

  boolean isClosed() {
    return closed;
  }

  void onClose() {
    closed = true;
    requests = List.of();
    counted.closed();
  }

  void onRequest(HttpServerRequest request, long nowMillis) {
    List<HttpServerRequest> open = new ArrayList<>(1);
    for (HttpServerRequest each : requests) {
      if (isOpen(each)) {
        open.add(each);
      }
    }
    open.add(request);
    requests = open;
    waitingSinceMillis = nowMillis;
    hadRequest = true;
  }

  /** Returns the newest request, if it has not ended. */
  @Nullable HttpServerRequest newestRequest() {
    return requests.isEmpty() ? null : requests.get(requests.size() - 1);
  }

  /** Returns true if the connection must be closed now: refused, or silent for too long. */
  boolean isLate(long nowMillis, HttpLimits limits) {
    if (refused) {
      return nowMillis - refusedSinceMillis > TIME_TO_READ_A_REFUSAL.toMillis();
    }
    if (requests.isEmpty()) {
      return isOver(hadRequest ? limits.idleTime() : limits.requestTime(), nowMillis);
    }
    if (requests.stream().noneMatch(TrackedConnection::isOpen)) {
      requests = List.of();
      waitingSinceMillis = nowMillis;
      return false;
    }
    return requests.stream().anyMatch(TrackedConnection::isSending)
        && isOver(limits.idleTime(), nowMillis);
  }

  /**
   * Returns true if no response is due, or only one that does not wait for an update, to a request
   * that was received completely. False for a WebSocket.
   */
  boolean finishesSoon() {
    HttpServerRequest newest = newestRequest();
    if (newest == null) {
      return true;
    }
    return isOpen(newest)
        ? newest.isEnded() && TransportLabels.isAnsweredSoon(newest)
        : newest.response().getStatusCode() != SWITCHING_PROTOCOLS;
  }

  /** Returns true if the connection has become a WebSocket, which has a heartbeat. */
  boolean hasBecomeWebSocket() {
    boolean webSocket =
        requests.size() == 1 && requests.get(0).response().getStatusCode() == SWITCHING_PROTOCOLS;
    if (webSocket) {
      requests = List.of(); // the request would stay in memory as long as the connection
    }
    return webSocket;
  }

  private boolean isOver(Duration time, long nowMillis) {
    return nowMillis - waitingSinceMillis > time.toMillis();
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
