package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses new clients while the server is overloaded or stopping; connected clients are served.
 * Owned by an event loop, not thread-safe.
 */
final class AdmissionControl {
  /** Random up to this, so that clients that were refused together do not return together. */
  private static final int MAX_RETRY_SECONDS = 5;

  private final BooleanSupplier overloaded;
  private boolean stopping;
  private long stopMillis;

  /**
   * @param overloaded returns true if new readers must be refused
   */
  AdmissionControl(BooleanSupplier overloaded) {
    this.overloaded = overloaded;
  }

  /**
   * Refuses new clients from now on.
   *
   * @param maxDuration the longest time until the server has stopped
   */
  void stop(Duration maxDuration) {
    stopping = true;
    stopMillis = ConnectionTracker.nowMillis() + maxDuration.toMillis();
  }

  /** Returns true if no new clients are accepted now. */
  boolean refusesNewClients() {
    return stopping || overloaded.getAsBoolean();
  }

  /**
   * Requires that the client is connected already, or that new clients are accepted.
   *
   * @throws FeedException {@link ErrorCode#UNAVAILABLE} if neither is true
   */
  void requireAdmitted(TrackedConnection connection, HttpServerRequest request) {
    if (connection.wasRefusedAtAccept() || isNewReader(request.path(), request)) {
      requireAccepting();
    }
  }

  /**
   * Requires that new clients are accepted.
   *
   * @throws FeedException {@link ErrorCode#UNAVAILABLE} with a time: during a stop, after its end
   */
  void requireAccepting() {
    if (stopping) {
      long remainingMillis = Math.max(0, stopMillis - ConnectionTracker.nowMillis());
      long random = ThreadLocalRandom.current().nextInt(MAX_RETRY_SECONDS);
      throw new FeedException(
          ErrorCode.UNAVAILABLE,
          "The server is stopping; try again.",
          remainingMillis / 1_000 + 1 + random);
    }
    if (overloaded.getAsBoolean()) {
      throw withRetryAfter(
          new FeedException(ErrorCode.UNAVAILABLE, "The server is overloaded; try again later."));
    }
  }

  /**
   * Returns true for a request that begins a stream of updates: an event stream or a WebSocket.
   *
   * @param path the path of the request; normalized if the router has it already
   */
  static boolean isNewReader(@Nullable String path, HttpServerRequest request) {
    Endpoint endpoint = EndpointTable.findRouted(path);
    return (endpoint != null && endpoint.has(Endpoint.Trait.OPENS_STREAM))
        || WebSocketUpgradeHandler.namesWebSocket(request);
  }

  /** Returns a refusal with a random time after which to return, unless it has a time already. */
  static FeedException withRetryAfter(FeedException refusal) {
    int seconds = ThreadLocalRandom.current().nextInt(1, MAX_RETRY_SECONDS + 1);
    return refusal.retryAfterSeconds() > 0
        ? refusal
        : new FeedException(refusal.code(), refusal.reason(), seconds);
  }
}
