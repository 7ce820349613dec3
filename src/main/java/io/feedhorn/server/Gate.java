package io.feedhorn.server;

import io.feedhorn.access.Client;
import io.feedhorn.access.Clients;
import io.feedhorn.access.Limits;
import io.feedhorn.access.Origins;
import io.feedhorn.model.Code;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Refusal;
import io.feedhorn.transport.Wire;
import io.feedhorn.transport.sse.StreamRefusal;
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
final class Gate implements Handler<HttpServerRequest> {
  private static final Set<String> OPERATING = Set.of("/health/live", "/health/ready", "/metrics");
  private static final long LOOK_MILLIS = 500;

  /** Spread, so that those who were turned away together do not come back together. */
  private static final int MOST_RETRY_SECONDS = 5;

  private final Clients clients;
  private final Limits limits;
  private final Origins origins;
  private final Meters meters;
  private final BooleanSupplier overloaded;
  private final Handler<HttpServerRequest> inside;
  private final Turnstile turnstile;
  private final Map<HttpConnection, Guest> guests = new HashMap<>();
  // Those that have not become WebSockets, which a heartbeat looks after.
  private final Set<Guest> waitedFor = new HashSet<>();
  private boolean leaving;
  private long leftAtMillis;

  /**
   * @param overloaded whether no new readers are to be let in
   * @param inside takes the requests that are let in
   */
  Gate(
      Vertx vertx,
      Clients clients,
      Limits limits,
      Origins origins,
      Meters meters,
      BooleanSupplier overloaded,
      Handler<HttpServerRequest> inside) {
    this.clients = clients;
    this.limits = limits;
    this.origins = origins;
    this.meters = meters;
    this.overloaded = overloaded;
    this.inside = inside;
    this.turnstile = new Turnstile(vertx, System::nanoTime);
    vertx.setPeriodic(LOOK_MILLIS, timer -> look());
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
  void connected(HttpConnection connection) {
    boolean uninvited = leaving || overloaded.getAsBoolean();
    Guest guest = new Guest(connection, clients.connected(), uninvited, nowMillis());
    guests.put(connection, guest);
    waitedFor.add(guest);
    Wire.whenGone(connection, () -> gone(guest));
    if (guest.counted().isFlood()) {
      close(connection);
    }
  }

  private void gone(Guest guest) {
    guests.remove(guest.connection());
    waitedFor.remove(guest);
    guest.leave();
  }

  @Override
  public void handle(HttpServerRequest request) {
    Guest guest = guests.get(request.connection());
    if (guest == null) {
      return;
    }
    guest.asks(request, nowMillis());
    try {
      if (!OPERATING.contains(request.path())) {
        requireAdmitted(guest, request);
      }
      enter(guest, request);
    } catch (Refusal refusal) {
      refuse(refusal, guest, request);
    }
  }

  private void enter(Guest guest, HttpServerRequest request) {
    if (!isNewReader(request)) {
      inside.handle(request);
      return;
    }
    request.pause(); // what comes before somebody listens would be lost
    if (!turnstile.pass(() -> enterLater(guest, request))) {
      throw new Refusal(Code.UNAVAILABLE, "Too many wait to be let in; try again.");
    }
  }

  private void enterLater(Guest guest, HttpServerRequest request) {
    if (leaving && !guest.isGone()) {
      refuse(isLeaving(), guest, request);
    } else if (!guest.isGone()) {
      inside.handle(request);
      if (!Guest.isUpgrade(request)) { // Whoever takes that one may have to ask elsewhere first.
        request.resume();
      }
    }
  }

  private void requireAdmitted(Guest guest, HttpServerRequest request) {
    Client client = clients.of(request);
    guest.counted().carries(client);
    Refusal oneTooMany = guest.counted().refusal();
    if (oneTooMany != null) {
      throw oneTooMany;
    }
    if (guest.isUninvited() || isNewReader(request)) {
      if (leaving) {
        throw isLeaving();
      }
      if (overloaded.getAsBoolean()) {
        throw new Refusal(Code.UNAVAILABLE, "The server is overloaded; try again later.");
      }
    }
    client.requests();
  }

  /** Whoever comes back sooner would find the server still leaving. */
  private Refusal isLeaving() {
    long leftMillis = Math.max(0, leftAtMillis - nowMillis());
    long spread = ThreadLocalRandom.current().nextInt(MOST_RETRY_SECONDS);
    return new Refusal(
        Code.UNAVAILABLE, "The server is leaving; try again.", leftMillis / 1_000 + 1 + spread);
  }

  private static boolean isNewReader(HttpServerRequest request) {
    return Guest.isUpgrade(request) || StreamRefusal.PATH.equals(request.path());
  }

  private void refuse(Refusal refusal, Guest guest, HttpServerRequest request) {
    meters.refused(refusal.code());
    CrossOrigin.mark(origins, request);
    // One that is one too many must not stay for having been told.
    boolean ends = guest.counted().refusal() != null || guest.isUninvited();
    if (ends && request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    Failures.send(withRetry(refusal), request)
        .onComplete(
            told -> {
              if (ends) {
                close(guest.connection());
              }
            });
  }

  private static Refusal withRetry(Refusal refusal) {
    int seconds = ThreadLocalRandom.current().nextInt(1, MOST_RETRY_SECONDS + 1);
    return refusal.retryAfterSeconds() > 0
        ? refusal
        : new Refusal(refusal.code(), refusal.reason(), seconds);
  }

  private void look() {
    long now = nowMillis();
    waitedFor.removeIf(Guest::hasBecomeASocket);
    List<Guest> late = waitedFor.stream().filter(guest -> guest.isLate(now, limits)).toList();
    late.forEach(guest -> close(guest.connection()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  private static void close(HttpConnection connection) {
    connection.close();
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
