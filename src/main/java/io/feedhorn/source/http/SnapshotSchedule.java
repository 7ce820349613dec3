package io.feedhorn.source.http;

import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.book.SnapshotRequests;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * The times of requests for snapshots of the books of one connection: the first one at once, or if
 * the subscription itself brings a snapshot, after the time for it; further ones after pauses that
 * grow until a book has been complete for the longest of them. Owned by the source's event loop.
 */
final class SnapshotSchedule implements SnapshotRequests {
  /** More repairs in a row are a failure: an upstream whose snapshots do not help. */
  private static final int MAX_REPAIRS = 3;

  private static final int MAX_REQUESTS = 2_000;

  private final Vertx vertx;
  private final SourceIntake intake;
  private final SourceHealth parts;
  private final String connection;
  private final Ways ways;
  private final Map<String, Request> requests = new HashMap<>();

  /** The ways to a snapshot (port). */
  interface Ways {
    /**
     * Asks for a snapshot. Returns the milliseconds after which it has failed if it did not arrive;
     * 0 if the way calls {@link SnapshotSchedule#failed} itself.
     */
    long ask(String symbol);

    /** Returns the time that the snapshot of a new subscription has; 0 if it brings none. */
    long subscriptionMillis();
  }

  private static final class Request {
    final Backoff backoff;
    int repairs;
    boolean failing;
    long timer = -1;
    long settledAt = -1;

    Request(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  /**
   * @param connection the name of the connection; empty if it is the only one
   */
  SnapshotSchedule(
      Vertx vertx, SourceIntake intake, SourceHealth parts, String connection, Ways ways) {
    this.vertx = vertx;
    this.intake = intake;
    this.parts = parts;
    this.connection = connection;
    this.ways = ways;
  }

  @Override
  public void begin(String symbol) {
    start(symbol, unsettled(symbol), ways.subscriptionMillis());
  }

  @Override
  public void repair(String symbol, String reason) {
    Request request = unsettled(symbol);
    if (++request.repairs > MAX_REPAIRS) {
      failing(symbol, request, reason);
    }
    start(symbol, request, request.backoff.nextMillis());
  }

  private Request unsettled(String symbol) {
    Request request = requests.computeIfAbsent(symbol, added -> new Request(intake.newBackoff()));
    if (isStable(request)) {
      request.backoff.reset();
      request.repairs = 0;
    }
    request.settledAt = -1;
    return request;
  }

  private boolean isStable(Request request) {
    return request.settledAt >= 0
        && now() - request.settledAt >= intake.options().maxBackoff().toMillis();
  }

  /** States that a snapshot that was asked for did not arrive, or cannot be used. */
  void failed(String symbol, String reason) {
    Request request = requests.get(symbol);
    if (request != null && request.settledAt < 0) {
      failing(symbol, request, reason);
      start(symbol, request, request.backoff.nextMillis());
    }
  }

  private void failing(String symbol, Request request, String reason) {
    request.failing = true;
    parts.failing(part(symbol), reason);
  }

  private void works(String symbol, Request request) {
    if (request.failing) {
      request.failing = false;
      parts.live(part(symbol));
    }
  }

  @Override
  public void settled(String symbol) {
    Request request = requests.get(symbol);
    if (request == null) {
      return;
    }
    vertx.cancelTimer(request.timer);
    request.settledAt = now();
    works(symbol, request);
  }

  /** Returns true if the snapshot is still waited for. */
  boolean isWaiting(String symbol) {
    Request request = requests.get(symbol);
    return request != null && request.settledAt < 0;
  }

  /**
   * Ends all requests, because the connection has ended. The next pauses stay as long as they are,
   * for an upstream whose snapshots do not help.
   */
  void clear() {
    requests.forEach(
        (symbol, request) -> {
          vertx.cancelTimer(request.timer);
          works(symbol, request);
        });
    requests.values().removeIf(this::isStable);
    if (requests.size() > MAX_REQUESTS) {
      requests.clear();
    }
  }

  private void start(String symbol, Request request, long pauseMillis) {
    vertx.cancelTimer(request.timer);
    if (pauseMillis == 0) {
      ask(symbol, request);
    } else {
      request.timer = vertx.setTimer(pauseMillis, timer -> ask(symbol, request));
    }
  }

  private void ask(String symbol, Request request) {
    long millis = ways.ask(symbol);
    if (millis > 0) {
      request.timer =
          vertx.setTimer(
              millis, timer -> failed(symbol, "it did not arrive within " + millis + " ms"));
    }
  }

  private String part(String symbol) {
    String name = symbol.isEmpty() ? "snapshot" : "snapshot of " + symbol;
    return connection.isEmpty() ? name : connection + ", " + name;
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }
}
