package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue of updates for one connection. Owned by the hub's event loop, not thread-safe. It mostly
 * has no or one element, and needs no memory of its own then, because most connections are idle.
 */
final class FifoQueue {
  private @Nullable Update first;
  private @Nullable ArrayDeque<Update> rest;

  boolean isEmpty() {
    return first == null;
  }

  int size() {
    return first == null ? 0 : rest == null ? 1 : 1 + rest.size();
  }

  /** Returns the oldest update, or null if there is none. */
  @Nullable Update peek() {
    return first;
  }

  void add(Update update) {
    if (first == null) {
      first = update;
      return;
    }
    if (rest == null) {
      rest = new ArrayDeque<>(2);
    }
    rest.add(update);
  }

  /** Removes and returns the oldest update, or null if there is none. */
  @Nullable Update poll() {
    Update oldest = first;
    first = rest == null ? null : rest.poll();
    if (first == null) {
      rest = null;
    }
    return oldest;
  }

  /** Removes and returns the updates that a predicate accepts, oldest first. */
  List<Update> removeIf(Predicate<Update> removal) {
    List<Update> removed = new ArrayList<>(0);
    if (first == null) {
      return removed;
    }
    List<Update> others = new ArrayList<>();
    for (Update update = poll(); update != null; update = poll()) {
      (removal.test(update) ? removed : others).add(update);
    }
    others.forEach(this::add);
    return removed;
  }

  void clear() {
    first = null;
    rest = null;
  }
}
