package io.feedhorn.source;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The positions up to which sources have published (port). Safe on any thread. */
public interface SourcePositions {
  /** Returns the position of a source; null if there is none. */
  Future<@Nullable String> load(String source);

  /** Stores the position of a source, in place of an earlier one. */
  Future<Void> save(String source, String position);
}
