package io.feedhorn.http;

import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.limits.Limits;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.netty.NettyConnection;
import io.feedhorn.transport.sse.UnavailableStream;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Stands before everything that an event loop serves: turns away what is over a limit, new clients
 * while the server is overloaded or leaves, and connections that keep it waiting. Owned by that
 * event loop, not thread-safe. What operators ask for is always answered.
 */
final class AdmissionControl implements Handler<HttpServerRequest> {
  private static final Set<String> OPERATING = Set.of("/health/live", "/health/ready", "/metrics");
  private static final long LOOK_MILLIS = 500;

  /** Spread, so that those who were turned away together do not come back together. */
  private static final int MAX_RETRY_SECONDS = 5;

  private final ClientLimiter limiter;
  private final Limits limits;
  private final Origins origins;
  private final Metrics metrics;
  private final BooleanSupplier overloaded;
  private final Handler<HttpServerRequest> inside;
  private final AcceptThrottle throttle;
  private final Map<HttpConnection, TrackedConnection> guests = new HashMap<>();
  // Those that have not become WebSockets, which a heartbeat looks after.
  private final Set<TrackedConnection> waitedFor = new HashSet<>();
  private boolean leaving;
  private long leftAtMillis;

  /**
   * @param overloaded whether no new readers are to be let in
   * @param inside takes the requests that are let in
   */
  AdmissionControl(
      Vertx vertx,
      ClientLimiter limiter,
      Limits limits,
      Origins origins,
      Metrics metrics,
      BooleanSupplier overloaded,
      Handler<HttpServerRequest> inside) {
    this.limiter = limiter;
    this.limits = limits;
    this.origins = origins;
    this.metrics = metrics;
    this.overloaded = overloaded;
    this.inside = inside;
    this.throttle = new AcceptThrottle(vertx, System::nanoTime);
    vertx.setPeriodic(LOOK_MILLIS, timer -> closeIdle());
  }

  /**
   * From here on nobody new is let in.
   *
   * @param longest the longest that the stop takes from now on
   */
  void leave(Duration longest) {
    leaving = true;
    leftAtMillis = nowMillis() + longest.toMillis();
  }

  /** A connection begins. */
  void onConnection(HttpConnection connection) {
    boolean uninvited = leaving || overloaded.getAsBoolean();
    TrackedConnection tracked =
        new TrackedConnection(connection, limiter.connected(), uninvited, nowMillis());
    guests.put(connection, tracked);
    waitedFor.add(tracked);
    NettyConnection.onClose(connection, () -> gone(tracked));
    if (tracked.quota().isFlood()) {
      close(connection);
    }
  }

  private void gone(TrackedConnection tracked) {
    guests.remove(tracked.connection());
    waitedFor.remove(tracked);
    tracked.leave();
  }

  @Override
  public void handle(HttpServerRequest request) {
    TrackedConnection tracked = guests.get(request.connection());
    if (tracked == null) {
      return;
    }
    tracked.onRequest(request, nowMillis());
    try {
      if (!OPERATING.contains(request.path())) {
        requireAdmitted(tracked, request);
      }
      enter(tracked, request);
    } catch (FeedException exception) {
      refuse(exception, tracked, request);
    }
  }

  private void enter(TrackedConnection tracked, HttpServerRequest request) {
    if (!isNewReader(request)) {
      inside.handle(request);
      return;
    }
    request.pause(); // what comes before somebody listens would be lost
    if (!throttle.admit(() -> enterLater(tracked, request))) {
      throw new FeedException(ErrorCode.UNAVAILABLE, "Too many wait to be let in; try again.");
    }
  }

  private void enterLater(TrackedConnection tracked, HttpServerRequest request) {
    if (leaving && !tracked.isGone()) {
      refuse(isLeaving(), tracked, request);
    } else if (!tracked.isGone()) {
      inside.handle(request);
      if (!TrackedConnection.isUpgrade(
          request)) { // Whoever takes that one may have to ask elsewhere first.
        request.resume();
      }
    }
  }

  private void requireAdmitted(TrackedConnection tracked, HttpServerRequest request) {
    ClientQuota quota = limiter.of(request);
    tracked.quota().countFor(quota);
    FeedException oneTooMany = tracked.quota().refusal();
    if (oneTooMany != null) {
      throw oneTooMany;
    }
    if (tracked.wasRefusedAtAccept() || isNewReader(request)) {
      if (leaving) {
        throw isLeaving();
      }
      if (overloaded.getAsBoolean()) {
        throw new FeedException(
            ErrorCode.UNAVAILABLE, "The server is overloaded; try again later.");
      }
    }
    quota.countRequest();
  }

  /** Whoever comes back sooner would find the server still leaving. */
  private FeedException isLeaving() {
    long leftMillis = Math.max(0, leftAtMillis - nowMillis());
    long spread = ThreadLocalRandom.current().nextInt(MAX_RETRY_SECONDS);
    return new FeedException(
        ErrorCode.UNAVAILABLE,
        "The server is leaving; try again.",
        leftMillis / 1_000 + 1 + spread);
  }

  private static boolean isNewReader(HttpServerRequest request) {
    return TrackedConnection.isUpgrade(request) || UnavailableStream.PATH.equals(request.path());
  }

  private void refuse(
      FeedException exception, TrackedConnection tracked, HttpServerRequest request) {
    metrics.refused(exception.code());
    CorsHandler.mark(origins, request);
    // One that is one too many must not stay for having been told.
    boolean ends = tracked.quota().refusal() != null || tracked.wasRefusedAtAccept();
    if (ends && request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    ErrorHandler.send(withRetry(exception), request)
        .onComplete(
            told -> {
              if (ends) {
                close(tracked.connection());
              }
            });
  }

  private static FeedException withRetry(FeedException exception) {
    int seconds = ThreadLocalRandom.current().nextInt(1, MAX_RETRY_SECONDS + 1);
    return exception.retryAfterSeconds() > 0
        ? exception
        : new FeedException(exception.code(), exception.reason(), seconds);
  }

  private void closeIdle() {
    long now = nowMillis();
    waitedFor.removeIf(TrackedConnection::hasBecomeASocket);
    List<TrackedConnection> late =
        waitedFor.stream().filter(tracked -> tracked.isLate(now, limits)).toList();
    late.forEach(tracked -> close(tracked.connection()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  private static void close(HttpConnection connection) {
    connection.close();
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
