package io.feedhorn.server;

import io.feedhorn.access.Credentials;
import io.feedhorn.access.Grant;
import io.feedhorn.access.Guard;
import io.feedhorn.access.Origins;
import io.feedhorn.model.ListHeader;
import io.feedhorn.model.Refusal;
import io.feedhorn.transport.Account;
import io.feedhorn.transport.Refusals;
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
record Front(
    Origins origins,
    Guard guard,
    Failures failures,
    Function<String, @Nullable Upgrade> upgrades,
    Handler<HttpServerRequest> router)
    implements Handler<HttpServerRequest> {

  /** Who turns a request into a WebSocket. */
  @FunctionalInterface
  interface Upgrade {
    /**
     * Turns a request into a WebSocket.
     *
     * @param grant what the WebSocket may do
     */
    void take(HttpServerRequest request, Grant grant);
  }

  @Override
  public void handle(HttpServerRequest request) {
    Account.charge(request, Carried.by(request));
    Upgrade upgrade = upgrades.apply(request.path());
    boolean taken = upgrade != null && isHandshake(request) && origins.allows(request);
    if (taken && upgrade != null) {
      take(request, upgrade);
    } else {
      router.handle(request);
      if (Guest.isUpgrade(request)) {
        request.resume();
      }
    }
  }

  /**
   * One that a proxy took {@code Connection: Upgrade} from is told what is missing by its route.
   */
  private static boolean isHandshake(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET)
        && Guest.isUpgrade(request)
        && ListHeader.has(request.headers().getAll(HttpHeaders.CONNECTION), "upgrade");
  }

  private void take(HttpServerRequest request, Upgrade upgrade) {
    Future<Grant> grant = admit(request);
    if (!grant.isComplete()) {
      request.pause();
    }
    grant
        .onSuccess(granted -> upgrade.take(request, granted))
        .onFailure(refused -> failures.refuse(request, Refusals.of(refused)))
        // Not before: what comes of a request that nobody reads is gone.
        .onComplete(done -> request.resume());
  }

  private Future<Grant> admit(HttpServerRequest request) {
    try {
      checkQuery(request);
      return guard.admit(Credentials.orTicketOf(request));
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    } catch (IllegalArgumentException undecodable) {
      return Future.failedFuture(Routes.undecodable(undecodable));
    }
  }

  /** SockJS clients add parameters of their own, and pass on those of the page. */
  private static void checkQuery(HttpServerRequest request) {
    if (Endpoints.WEB_SOCKET.path().equals(request.path())) {
      Endpoints.WEB_SOCKET.check(request, request::params);
    }
  }
}
