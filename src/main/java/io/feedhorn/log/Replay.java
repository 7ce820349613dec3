package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.util.List;

/**
 * The updates of one feed that a reader gets from history. Immutable.
 *
 * @param endOffset the offset up to which the log was read; live updates continue after it
 * @param recovered false if history did not reach back, so that snapshots replace missing updates
 * @param updates in the order of their offsets, none after {@code endOffset}
 */
public record Replay(long endOffset, boolean recovered, List<Update> updates) {}
