package io.feedhorn.server;

import io.feedhorn.access.Origins;
import io.feedhorn.transport.Account;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
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
    Function<String, @Nullable Handler<HttpServerRequest>> upgrades,
    Handler<HttpServerRequest> router)
    implements Handler<HttpServerRequest> {
  @Override
  public void handle(HttpServerRequest request) {
    Account.charge(request, Carried.by(request));
    Handler<HttpServerRequest> upgrade = upgrades.apply(request.path());
    boolean taken =
        upgrade != null
            && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
            && origins.allows(
                request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST));
    if (taken && upgrade != null) {
      upgrade.handle(request);
    } else {
      router.handle(request);
    }
  }
}
