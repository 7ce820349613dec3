package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client in a play. Every call but the last is on the hub's event loop. */
interface ScriptedClient {
  /** Does one thing of its own choice. */
  void act();

  /** Is a client at its best from here on: connected, and taking everything. */
  void heal();

  /** Where it is, or null where something still waits for it. */
  @Nullable Cursor settled();

  /** Holds what it got against what was published. */
  void check(Map<String, List<Update>> published);
}
