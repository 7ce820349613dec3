package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Lets updates of one feed through to an outbox at most once in an interval, the newest of each
 * topic. Owned by the hub's event loop, not thread-safe. All topics share the interval, because the
 * newest of several topics can be handed on in the order of their offsets only together. A lone
 * update is not held back. A topic that is wanted without a rate beside others waits behind them,
 * each of its updates.
 */
final class RateWindow {
  private static final int MAX_WHOLE = 10_000;

  private final TimerWheel wheel;
  private final Outbox outbox;
  private final long intervalMicros;
  // Keyed by topic where newer updates replace older ones, else by the update itself.
  private final Map<Object, Update> held = new LinkedHashMap<>();
  private long dueMicros = Long.MIN_VALUE;
  private boolean awaited;
  private int whole;

  RateWindow(TimerWheel wheel, Outbox outbox, long intervalMicros) {
    this.wheel = wheel;
    this.outbox = outbox;
    this.intervalMicros = intervalMicros;
  }

  long intervalMicros() {
    return intervalMicros;
  }

  /** When it opens again, in the wheel's time. */
  long dueMicros() {
    return dueMicros;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * @param wish the widest of those that its topic has
   */
  void offer(Update update, SubscribeOptions wish) {
    if (wish.intervalMicros() == 0) {
      offerAtOnce(update, wish.conflate());
    } else if (held.isEmpty() && wheel.nowMicros() >= dueMicros) {
      dueMicros = wheel.nowMicros() + intervalMicros;
      outbox.offer(update, true);
    } else {
      hold(update.topic().name(), update);
    }
  }

  private void offerAtOnce(Update update, boolean conflate) {
    if (held.isEmpty()) {
      outbox.offer(update, conflate);
    } else if (conflate) {
      hold(update.topic().name(), update);
    } else {
      hold(update, update);
      whole++;
      if (whole > MAX_WHOLE) {
        release(each -> true);
      }
    }
  }

  private void hold(Object key, Update update) {
    if (!awaited) {
      awaited = true;
      wheel.await(this);
    }
    if (held.remove(key) != null) {
      outbox.countConflated();
    }
    held.put(key, update);
  }

  /** Hands on what it held back and is still wanted, in the order of the offsets. */
  void release(Predicate<Update> wanted) {
    Map<Object, Update> released = new LinkedHashMap<>(held);
    held.clear();
    whole = 0;
    released.forEach(
        (key, update) -> {
          if (wanted.test(update)) {
            outbox.offer(update, key != update);
          }
        });
  }

  /** Forgets what it holds. */
  void clear() {
    held.clear();
    whole = 0;
  }

  void due() {
    awaited = false;
    if (!held.isEmpty()) {
      dueMicros = wheel.nowMicros() + intervalMicros;
      release(update -> true);
    }
  }
}
