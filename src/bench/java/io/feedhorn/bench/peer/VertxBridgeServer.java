package io.feedhorn.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;

/** The SockJS event-bus bridge of Vert.x, configured as in its documentation. */
public final class VertxBridgeServer {
  /** Its usual clients ping every 5 s. The load does not, which favors this peer. */
  private static final long PING_TIMEOUT_MILLIS = 3_600_000;

  private VertxBridgeServer() {}

  /** Argument: the port. All addresses are permitted. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx(ConsumerPerSocketServer.oneLoop());
    Router router = Router.router(vertx);
    PermittedOptions any = new PermittedOptions().setAddressRegex(".*");
    SockJSBridgeOptions open =
        new SockJSBridgeOptions()
            .addInboundPermitted(any)
            .addOutboundPermitted(any)
            .setPingTimeout(PING_TIMEOUT_MILLIS);
    SockJSHandler bridge = SockJSHandler.create(vertx);
    router.route("/eventbus/*").subRouter(bridge.bridge(open));
    vertx
        .createHttpServer(ConsumerPerSocketServer.server(args[0]))
        .requestHandler(router)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }
}
