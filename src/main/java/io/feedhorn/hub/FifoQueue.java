package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Updates that are due to one connection, oldest first. Owned by the hub's event loop, not
 * thread-safe. Mostly there is one or none, and an idle connection must cost next to nothing.
 */
final class FifoQueue {
  private @Nullable Update first;
  private @Nullable ArrayDeque<Update> rest;

  boolean isEmpty() {
    return first == null;
  }

  void add(Update update) {
    if (first == null) {
      first = update;
      return;
    }
    if (rest == null) {
      rest = new ArrayDeque<>();
    }
    rest.add(update);
  }

  /** The oldest, or null where there is none. */
  @Nullable Update peek() {
    return first;
  }

  /** Takes the oldest out. */
  void drop() {
    first = rest == null ? null : rest.poll();
    if (first == null) {
      rest = null;
    }
  }

  /** Takes all out, oldest first. */
  void drainTo(Consumer<Update> taker) {
    for (Update update = first; update != null; update = first) {
      drop();
      taker.accept(update);
    }
  }

  /** Takes out some; the others keep their order. */
  void removeIf(Predicate<Update> gone) {
    if (first == null) {
      return;
    }
    List<Update> others = new ArrayList<>();
    drainTo(
        update -> {
          if (!gone.test(update)) {
            others.add(update);
          }
        });
    others.forEach(this::add);
  }

  void clear() {
    first = null;
    rest = null;
  }
}
