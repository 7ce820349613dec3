package io.feedhorn.model;

import java.util.List;

/**
 * Updates of one feed that were stored one after the other, ordered by offset; at least one.
 * Immutable.
 */
public record ConsecutiveUpdates(List<Update> updates) {
  public ConsecutiveUpdates {
    updates = List.copyOf(updates);
  }
}
