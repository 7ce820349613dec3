package io.feedhorn.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;

/** Vert.x's own SockJS event-bus bridge, as its documentation shows it. */
public final class StockBridge {
  /** Its clients ping every 5 s; the load does not, which is to the bridge's advantage. */
  private static final long WITHOUT_PINGS_MILLIS = 3_600_000;

  private StockBridge() {}

  /** Serves on a port, all addresses open. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx(PlainLoop.oneLoop());
    Router router = Router.router(vertx);
    PermittedOptions any = new PermittedOptions().setAddressRegex(".*");
    SockJSBridgeOptions open =
        new SockJSBridgeOptions()
            .addInboundPermitted(any)
            .addOutboundPermitted(any)
            .setPingTimeout(WITHOUT_PINGS_MILLIS);
    SockJSHandler bridge = SockJSHandler.create(vertx);
    router.route("/eventbus/*").subRouter(bridge.bridge(open));
    vertx
        .createHttpServer(PlainLoop.server(args[0]))
        .requestHandler(router)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }
}
