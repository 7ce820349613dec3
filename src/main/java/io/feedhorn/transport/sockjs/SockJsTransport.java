package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.limits.Limits;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The event-bus bridge of one event loop, {@code /eventbus/*}. Owned by that event loop. The
 * sessions are not those of Vert.x Web, which encode each message for each connection and are not
 * safe on several event loops.
 */
public final class SockJsTransport {
  static final String NAME = "sockjs";
  static final String OVER_HTTP = "sockjs-http";

  private static final String SOCKET = SockJsMethodCheck.SESSION + "websocket";
  private static final Pattern SESSION_SOCKET = Pattern.compile("/eventbus" + SOCKET);
  private static final int BAD_REQUEST = 400;

  private final LoopContext loopContext;
  private final SockJsSessions sessions;
  private final Set<EventBusBridge> webSocketBridges = new LinkedHashSet<>();

  public SockJsTransport(LoopContext loopContext, EventLoopNumber shard) {
    this.loopContext = loopContext;
    this.sessions = new SockJsSessions(loopContext, shard);
  }

  /** Starts to accept requests of other event loops for the sessions of this one. */
  public Future<Void> start() {
    return sessions.start();
  }

  /**
   * Returns the largest body of a request. Clients send all messages that waited for their previous
   * request in one, and end the session if it is refused.
   */
  public BodyLimit bodyLimit() {
    Limits limits = loopContext.limits();
    return limits.frameBytes() > limits.backlogBytes()
        ? BodyLimit.ofValue(limits, Limits.FRAME_FACTOR)
        : new BodyLimit(limits.backlogBytes(), " (limits.backlog)");
  }

  /**
   * Returns the routes below {@code /eventbus}. They need a body handler before them.
   *
   * @param library the URL of the SockJS client for the iframe transports
   */
  public Router router(String library) {
    Router router = Router.router(loopContext.vertx());
    SockJsMethodCheck.route(router);
    router.route("/websocket").handler(SockJsTransport::requireUpgrade);
    router.routeWithRegex(SOCKET).handler(SockJsTransport::requireSessionUpgrade);
    new SockJsHttpHandler(loopContext, sessions).route(router);
    new SockJsPages(library).route(router);
    return router;
  }

  private static void requireUpgrade(RoutingContext request) {
    throw new FeedException(
        ErrorCode.BAD_REQUEST,
        "This is the path of a WebSocket; the request must have 'Upgrade: websocket'.");
  }

  /** Refuses with the text that the published tests of the SockJS protocol expect. */
  private static void requireSessionUpgrade(RoutingContext request) {
    boolean half = request.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    request
        .response()
        .setStatusCode(BAD_REQUEST)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, SockJsHttpHandler.NO_STORE)
        .end(
            half
                ? "\"Connection\" must be \"Upgrade\"."
                : "Can \"Upgrade\" only to \"WebSocket\".");
  }

  /** Returns true for the path of the WebSocket of a SockJS session. */
  public static boolean isSessionSocket(String path) {
    return SESSION_SOCKET.matcher(path).matches();
  }

  /** Opens a bridge over SockJS on {@code /eventbus/{server}/{session}/websocket}. */
  public void upgradeSession(HttpServerRequest request, Permissions permissions) {
    ClientQuota quota = loopContext.limiter().of(request);
    upgrade(
        request,
        socket ->
            new SockJsWebSocketConnection(
                    loopContext, quota, socket, permissions, webSocketBridges::remove)
                .bridge());
  }

  /** Opens a bridge without SockJS on {@code /eventbus/websocket}. */
  public void upgrade(HttpServerRequest request, Permissions permissions) {
    ClientQuota quota = loopContext.limiter().of(request);
    upgrade(
        request,
        socket ->
            new WebSocketBridgeConnection(
                    loopContext, quota, socket, permissions, webSocketBridges::remove)
                .bridge());
  }

  private void upgrade(
      HttpServerRequest request, Function<ServerWebSocket, EventBusBridge> connection) {
    request.toWebSocket().onSuccess(socket -> webSocketBridges.add(connection.apply(socket)));
  }

  /** Returns one action for each connection that closes it with 1001. */
  public List<Runnable> shutdownActions() {
    return Stream.concat(
            webSocketBridges.stream()
                .<Runnable>map(bridge -> () -> bridge.session().close(DisconnectReason.LEAVING)),
            sessions.shutdownActions().stream())
        .toList();
  }
}
