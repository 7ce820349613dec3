package io.feedhorn.transport.websocket;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.transport.LoopContext;
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

  private final LoopContext loopContext;
  private final Set<WebSocketSession> sessions = new LinkedHashSet<>();

  public WebSocketTransport(LoopContext loopContext) {
    this.loopContext = loopContext;
  }

  /** Turns a request that asks to upgrade into a session that may do what is granted. */
  public void upgrade(HttpServerRequest request, Permissions permissions) {
    ClientQuota quota = loopContext.limiter().of(request);
    request.toWebSocket().onSuccess(socket -> begin(socket, quota, permissions));
  }

  private void begin(ServerWebSocket socket, ClientQuota quota, Permissions permissions) {
    String name = UUID.randomUUID().toString();
    sessions.add(
        new WebSocketSession(loopContext, quota, socket, permissions, name, sessions::remove));
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
