package io.feedhorn.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;

/** Vert.x's own SockJS event-bus bridge, as its documentation shows it. */
public final class VertxBridgeServer {
  /** Its clients ping every 5 s; the load does not, which is to the bridge's advantage. */
  private static final long PING_TIMEOUT_MILLIS = 3_600_000;

  private VertxBridgeServer() {}

  /** Serves on a port, all addresses open. */
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
