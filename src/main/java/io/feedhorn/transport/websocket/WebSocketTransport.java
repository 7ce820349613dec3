package io.feedhorn.transport.websocket;

import io.feedhorn.access.Client;
import io.feedhorn.access.Grant;
import io.feedhorn.transport.Edge;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@code GET /v1/ws}. Owned by its event loop. */
public final class WebSocketTransport {
  /** The subprotocol; a client that names none is served too. */
  public static final String SUBPROTOCOL = "feedhorn.v1";

  private final Edge edge;
  private final Set<Session> sessions = new LinkedHashSet<>();

  public WebSocketTransport(Edge edge) {
    this.edge = edge;
  }

  /** Turns a request that asks to upgrade into a session that may do what is granted. */
  public void upgrade(HttpServerRequest request, Grant grant) {
    Client client = edge.clients().of(request);
    request.toWebSocket().onSuccess(socket -> begin(socket, client, grant));
  }

  private void begin(ServerWebSocket socket, Client client, Grant grant) {
    String name = UUID.randomUUID().toString();
    sessions.add(new Session(edge, client, socket, grant, name, sessions::remove));
  }

  /** Tells every session that the server is about to stop. */
  public void leave(Duration in) {
    sessions.forEach(session -> session.leave(in));
  }

  /** What closes each session with 1001. */
  public List<Runnable> ends() {
    return sessions.stream().<Runnable>map(session -> session::close).toList();
  }
}
