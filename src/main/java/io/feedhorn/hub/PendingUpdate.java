package io.feedhorn.hub;

import io.feedhorn.model.Update;

/**
 * An update that waits for a connection or for a rate window. Immutable.
 *
 * @param replaceable if a newer update of the topic may replace it
 * @param backlogBytes the bytes that count as backlog
 * @param replayBytes the bytes that count as replay, see {@link ReplayAllowance}
 */
record PendingUpdate(Update update, boolean replaceable, int backlogBytes, int replayBytes) {
  PendingUpdate(Update update, boolean replaceable) {
    this(update, replaceable, 0, 0);
  }
}
