package io.feedhorn.transport;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one event loop by their id. Owned by that event loop, not thread-safe. A session
 * is in it until its connection is gone, also while the server is ending it.
 */
public final class SessionRegistry {
  private final Map<String, ClientSession> byId = new HashMap<>();

  void add(ClientSession session) {
    byId.put(session.id(), session);
  }

  void remove(ClientSession session) {
    byId.remove(session.id());
  }

  /** Returns a session, or null if there is none. */
  @Nullable ClientSession find(String id) {
    return byId.get(id);
  }

  /** Returns the page of sessions that a query asks for. */
  SessionPage list(SessionQuery query) {
    return query.select(byId.values());
  }
}
