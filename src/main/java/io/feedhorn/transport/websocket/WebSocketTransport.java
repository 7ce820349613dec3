package io.feedhorn.transport.websocket;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The WebSockets of one event loop, {@code GET /v1/ws}. Owned by that event loop. */
public final class WebSocketTransport {
  /** The subprotocol. A client that names none is served too. */
  public static final String SUBPROTOCOL = "feedhorn.v1";

  private final LoopContext loopContext;
  private final Set<WebSocketSession> sessions = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Consumer<WebSocketSession> onClosed = sessions::remove;

  public WebSocketTransport(LoopContext loopContext) {
    this.loopContext = loopContext;
  }

  /** Upgrades a request to a session with these permissions. */
  public void upgrade(HttpServerRequest request, Permissions permissions) {
    ClientQuota quota = loopContext.limiter().of(request);
    request.toWebSocket().onSuccess(socket -> open(socket, quota, permissions));
  }

  private void open(ServerWebSocket socket, ClientQuota quota, Permissions permissions) {
    String id = UUID.randomUUID().toString();
    sessions.add(new WebSocketSession(loopContext, quota, socket, permissions, id, onClosed));
  }

  /** Announces a planned stop to every client. */
  public void announceShutdown(Duration in) {
    sessions.forEach(session -> session.announceShutdown(in));
  }

  /** Returns one action for each session that closes it with 1001. */
  public List<Runnable> shutdownActions() {
    return sessions.stream().<Runnable>map(session -> session::shutdown).toList();
  }
}
