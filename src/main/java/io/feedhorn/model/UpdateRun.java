package io.feedhorn.model;

import java.util.List;

/**
 * Updates of one feed that were stored one after the other, ordered by offset; at least one.
 * Immutable.
 */
public record UpdateRun(List<Update> updates) {
  public UpdateRun {
    updates = List.copyOf(updates);
  }
}
