package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.Edge;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code /eventbus/*}. Owned by its event loop. SockJS itself is Vert.x Web's; the bridge on it is
 * ours, because the stock one makes a consumer for each socket and address and never looks whether
 * a reader keeps up.
 */
public final class SockJsTransport {
  private static final short LEAVING = 1001;

  private final Edge edge;
  private final Set<Link> links = new LinkedHashSet<>();

  public SockJsTransport(Edge edge) {
    this.edge = edge;
  }

  /**
   * The routes below {@code /eventbus}; a body handler must be in front of them.
   *
   * @param library where an iframe transport finds the SockJS client
   */
  public Router router(String library) {
    SockJSHandlerOptions options =
        new SockJSHandlerOptions()
            .setLibraryURL(library)
            .setRegisterWriteHandler(false)
            .setInsertJSESSIONID(false);
    SockJSHandler sockJs = SockJSHandler.create(edge.vertx(), options);
    return sockJs.socketHandler(socket -> links.add(new SockJsLink(edge, socket, links::remove)));
  }

  /** {@code /eventbus/websocket}: the bridge without SockJS. */
  public void upgrade(HttpServerRequest request) {
    request.toWebSocket().onSuccess(socket -> links.add(new RawLink(edge, socket, links::remove)));
  }

  /** Closes every connection with 1001. */
  public void leave() {
    List.copyOf(links).forEach(link -> link.close(LEAVING, "the server is leaving"));
  }
}
