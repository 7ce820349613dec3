package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code /eventbus/*}. Owned by its event loop. The sessions are ours, because those of Vert.x Web
 * frame each message for each socket and are not safe on several event loops.
 */
public final class SockJsTransport {
  static final String NAME = "sockjs";
  static final String OVER_HTTP = "sockjs-http";

  private static final String SOCKET = SockJsMethodCheck.SESSION + "websocket";
  private static final Pattern SESSION_SOCKET = Pattern.compile("/eventbus" + SOCKET);
  private static final int BAD_REQUEST = 400;
  private static final short LEAVING = 1001;
  private static final String WHY = "the server is leaving";

  private final LoopContext loopContext;
  private final SockJsSessions sessions;
  private final Set<BridgeConnection> links = new LinkedHashSet<>();

  public SockJsTransport(LoopContext loopContext, LoopShard shard) {
    this.loopContext = loopContext;
    this.sessions = new SockJsSessions(loopContext, shard);
  }

  /** Lets the other event loops reach the sessions of this one. */
  public Future<Void> open() {
    return sessions.open();
  }

  /**
   * The routes below {@code /eventbus}; a body handler must be in front of them.
   *
   * @param library where an iframe transport finds the SockJS client
   */
  public Router router(String library) {
    Router router = Router.router(loopContext.vertx());
    SockJsMethodCheck.route(router);
    router.route("/websocket").handler(SockJsTransport::mustUpgrade);
    router.routeWithRegex(SOCKET).handler(SockJsTransport::mustUpgradeSession);
    new SockJsHttpHandler(loopContext, sessions).route(router);
    new SockJsPages(library).route(router);
    return router;
  }

  private static void mustUpgrade(RoutingContext request) {
    throw new FeedException(
        ErrorCode.BAD_REQUEST, "This is a WebSocket's address: the request must ask to upgrade.");
  }

  /** In the words of the SockJS protocol, and as text, which is what its tests look for. */
  private static void mustUpgradeSession(RoutingContext request) {
    boolean half = request.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    request
        .response()
        .setStatusCode(BAD_REQUEST)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, SockJsHttpHandler.NOT_KEPT)
        .end(
            half
                ? "\"Connection\" must be \"Upgrade\"."
                : "Can \"Upgrade\" only to \"WebSocket\".");
  }

  /** Whether a path is that of a SockJS session's WebSocket. */
  public static boolean isSessionSocket(String path) {
    return SESSION_SOCKET.matcher(path).matches();
  }

  /** {@code /eventbus/{server}/{session}/websocket}: the bridge over SockJS. */
  public void upgradeSession(HttpServerRequest request, Permissions permissions) {
    ClientQuota quota = loopContext.limiter().of(request);
    request
        .toWebSocket()
        .onSuccess(
            socket ->
                links.add(
                    new SockJsWebSocketConnection(
                        loopContext, quota, socket, permissions, links::remove)));
  }

  /** {@code /eventbus/websocket}: the bridge without SockJS. */
  public void upgrade(HttpServerRequest request, Permissions permissions) {
    ClientQuota quota = loopContext.limiter().of(request);
    request
        .toWebSocket()
        .onSuccess(
            socket ->
                links.add(
                    new WebSocketBridgeConnection(
                        loopContext, quota, socket, permissions, links::remove)));
  }

  /** What closes each connection with 1001. */
  public List<Runnable> ends() {
    return Stream.concat(links.stream(), sessions.all().stream())
        .<Runnable>map(link -> () -> link.close(LEAVING, WHY))
        .toList();
  }
}
