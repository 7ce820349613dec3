package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets updates through to an outbox at most once in an interval, the newest of each topic. Owned by
 * the hub's event loop, not thread-safe. All topics share the interval, because the newest of
 * several topics can be handed on in the order of their offsets only together. A lone update is not
 * held back.
 */
final class Window {
  private final RateWheel wheel;
  private final Outbox outbox;
  private final long intervalMicros;
  private final Map<String, Update> held = new LinkedHashMap<>();
  private long dueMicros = Long.MIN_VALUE;
  private boolean awaited;

  Window(RateWheel wheel, Outbox outbox, long intervalMicros) {
    this.wheel = wheel;
    this.outbox = outbox;
    this.intervalMicros = intervalMicros;
  }

  /** When it opens again, in the wheel's time. */
  long dueMicros() {
    return dueMicros;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  void offer(Update update) {
    long now = wheel.nowMicros();
    if (held.isEmpty() && now >= dueMicros) {
      dueMicros = now + intervalMicros;
      outbox.offer(update, true);
      return;
    }
    if (!awaited) {
      awaited = true;
      wheel.await(this);
    }
    if (held.remove(update.topic().name()) != null) {
      outbox.countConflated();
    }
    held.put(update.topic().name(), update);
  }

  /** Gives up what it held back. */
  Collection<Update> release() {
    Collection<Update> released = List.copyOf(held.values());
    held.clear();
    return released;
  }

  void due() {
    awaited = false;
    if (!held.isEmpty()) {
      dueMicros = wheel.nowMicros() + intervalMicros;
      release().forEach(update -> outbox.offer(update, true));
    }
  }
}
