package io.feedhorn.http;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ListHeader;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.ProblemJson;
import io.feedhorn.transport.RequestGrant;
import io.feedhorn.transport.sockjs.SockJsTransport;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Upgrades handshakes on the paths of WebSockets, and passes all other requests on. Uses the
 * request as the server created it: the router wraps requests, and with them the WebSocket, which
 * shared frames could not be written to. Owned by an event loop.
 *
 * @param webSocket upgrades {@code /v1/ws}
 * @param eventBus upgrades {@code /eventbus/websocket}
 * @param sockJsSession upgrades {@code /eventbus/SERVER/SESSION/websocket}
 */
record WebSocketUpgradeHandler(
    ConnectionTracker connections, Upgrade webSocket, Upgrade eventBus, Upgrade sockJsSession)
    implements Handler<RoutingContext> {
  private static final String VERSION = "Sec-WebSocket-Version";
  private static final int UPGRADE_REQUIRED = 426;

  /** The version of RFC 6455, and those of its drafts that Netty supports. */
  private static final Set<String> VERSIONS = Set.of("13", "8", "7");

  /** Turns a request into a WebSocket with permissions. */
  @FunctionalInterface
  interface Upgrade {
    void upgrade(HttpServerRequest request, Permissions permissions);
  }

  @Override
  public void handle(RoutingContext context) {
    TrackedConnection connection =
        isUpgrade(context) ? connections.get(context.request().connection()) : null;
    HttpServerRequest request = connection == null ? null : connection.newestRequest();
    if (request == null) {
      context.next();
      return;
    }
    requireHeader(request, "Sec-WebSocket-Key");
    requireHeader(request, VERSION);
    String version = request.getHeader(VERSION);
    if (!VERSIONS.contains(version)) {
      refuseVersion(request, version);
      return;
    }
    request.response().headers().clear(); // the headers of earlier steps are not for a handshake
    upgrade(context.normalizedPath()).upgrade(request, RequestGrant.of(context));
  }

  private static void requireHeader(HttpServerRequest request, String name) {
    if (!request.headers().contains(name)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The handshake has no header '" + name + "' (RFC 6455, section 4.1).");
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // fails only if the client has disconnected
  private static void refuseVersion(HttpServerRequest request, String version) {
    FeedException refusal =
        new FeedException(
            ErrorCode.BAD_REQUEST,
            "The " + VERSION + " is '" + version + "'; 13 is allowed (RFC 6455, section 4.4).");
    request
        .response()
        .setStatusCode(UPGRADE_REQUIRED)
        .putHeader(VERSION, "13")
        .putHeader(HttpHeaders.UPGRADE, "websocket") // RFC 9110, section 15.5.22
        .putHeader(HttpHeaders.CONNECTION, "Upgrade")
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemJson.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(ProblemJson.json(refusal, UPGRADE_REQUIRED));
  }

  private Upgrade upgrade(String path) {
    if (EndpointTable.isPathOf(EndpointTable.WEB_SOCKET, path)) {
      return webSocket;
    }
    return EndpointTable.isPathOf(EndpointTable.EVENT_BUS_WEB_SOCKET, path)
        ? eventBus
        : sockJsSession;
  }

  /** Returns true for a WebSocket handshake on a path of a WebSocket. */
  static boolean isUpgrade(RoutingContext context) {
    return isHandshake(context.request()) && isWebSocketPath(context.normalizedPath());
  }

  /**
   * Returns true for a WebSocket handshake. A request from which a proxy removed {@code Connection:
   * Upgrade} is not one: its route answers with what is missing.
   */
  private static boolean isHandshake(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET)
        && namesWebSocket(request)
        && ListHeader.has(request.headers().getAll(HttpHeaders.CONNECTION), "upgrade");
  }

  /** Returns true if a request has the header {@code Upgrade: websocket}. */
  static boolean namesWebSocket(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
  }

  private static boolean isWebSocketPath(String path) {
    return EndpointTable.isPathOf(EndpointTable.WEB_SOCKET, path)
        || EndpointTable.isPathOf(EndpointTable.EVENT_BUS_WEB_SOCKET, path)
        || SockJsTransport.isSessionSocket(path);
  }
}
