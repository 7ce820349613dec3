package io.feedhorn.http;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ListHeader;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.ClientErrors;
import io.feedhorn.transport.netty.TrafficHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the router and takes the requests that become WebSockets: the router would wrap the
 * socket, and a wrapped one cannot be written frames that were made once. Belongs to one event
 * loop. A request that it does not take, or whose origin is not allowed, goes on to the router.
 *
 * @param upgrades who takes the WebSockets of a path, or null
 */
record WebSocketUpgradeHandler(
    Origins origins,
    Authenticator authenticator,
    ErrorHandler failures,
    Function<String, @Nullable UpgradeHandler> upgrades,
    Handler<HttpServerRequest> router)
    implements Handler<HttpServerRequest> {

  /** Who turns a request into a WebSocket. */
  @FunctionalInterface
  interface UpgradeHandler {
    /**
     * Turns a request into a WebSocket.
     *
     * @param permissions what the WebSocket may do
     */
    void take(HttpServerRequest request, Permissions permissions);
  }

  @Override
  public void handle(HttpServerRequest request) {
    TrafficHandler.attribute(request, TransportLabels.by(request));
    UpgradeHandler upgrade = upgrades.apply(request.path());
    boolean taken = upgrade != null && isHandshake(request) && origins.allows(request);
    if (taken && upgrade != null) {
      take(request, upgrade);
    } else {
      router.handle(request);
      if (TrackedConnection.isUpgrade(request)) {
        request.resume();
      }
    }
  }

  /**
   * One that a proxy took {@code Connection: Upgrade} from is told what is missing by its route.
   */
  private static boolean isHandshake(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET)
        && TrackedConnection.isUpgrade(request)
        && ListHeader.has(request.headers().getAll(HttpHeaders.CONNECTION), "upgrade");
  }

  private void take(HttpServerRequest request, UpgradeHandler upgrade) {
    Future<Permissions> grant = admit(request);
    if (!grant.isComplete()) {
      request.pause();
    }
    grant
        .onSuccess(granted -> upgrade.take(request, granted))
        .onFailure(refused -> failures.refuse(request, ClientErrors.of(refused)))
        // Not before: what comes of a request that nobody reads is gone.
        .onComplete(done -> request.resume());
  }

  private Future<Permissions> admit(HttpServerRequest request) {
    try {
      checkQuery(request);
      return authenticator.authenticate(Credentials.orTicketOf(request));
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    } catch (IllegalArgumentException undecodable) {
      return Future.failedFuture(Routes.undecodable(undecodable));
    }
  }

  /** SockJS clients add parameters of their own, and pass on those of the page. */
  private static void checkQuery(HttpServerRequest request) {
    if (EndpointTable.WEB_SOCKET.path().equals(request.path())) {
      EndpointTable.WEB_SOCKET.check(request, request::params);
    }
  }
}
