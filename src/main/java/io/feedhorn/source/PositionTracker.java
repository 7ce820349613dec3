package io.feedhorn.source;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the newest position of one source, one write at a time: positions that arrive meanwhile
 * are replaced by the newest. Owned by the source's event loop.
 */
public final class PositionTracker {
  private static final Logger LOG = LoggerFactory.getLogger(PositionTracker.class);

  private final SourcePositions positions;
  private final String source;
  private @Nullable String next;
  private boolean saving;

  public PositionTracker(SourcePositions positions, String source) {
    this.positions = positions;
    this.source = source;
  }

  /** Returns the stored position; null if there is none. */
  public Future<@Nullable String> load() {
    return positions.load(source);
  }

  /** Stores a position. A failure is logged: after a restart messages are then read again. */
  public void save(String position) {
    next = position;
    if (!saving) {
      saveNext();
    }
  }

  private void saveNext() {
    String position = next;
    next = null;
    if (position == null) {
      saving = false;
      return;
    }
    saving = true;
    positions
        .save(source, position)
        .onFailure(
            failure ->
                LOG.warn("Source {}: its position is not stored: {}", source, failure.getMessage()))
        .onComplete(saved -> saveNext());
  }
}
