package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of a randomized test. Called on the hub's event loop, except for {@link #check}. */
interface ScriptedClient {
  /** Does one random action. */
  void runRandomAction();

  /** Connects, if necessary, and accepts everything from now on. */
  void recover();

  /** Returns its position, or null if updates for it are pending. */
  @Nullable Cursor caughtUpCursor();

  /** Compares the received updates with the published ones. */
  void check(Map<String, List<Update>> published);
}
