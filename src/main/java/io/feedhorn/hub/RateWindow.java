package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.function.Predicate;

/**
 * The rate limit of a subscription: passes the newest update of each topic to the outbox, at most
 * once in an interval. Owned by the hub's event loop, not thread-safe. All topics share the
 * interval, because only together can their newest updates be passed in the order of the offsets.
 * An update after a quiet interval is passed at once. All updates of a topic without a rate pass,
 * after those that are held.
 */
final class RateWindow {
  private static final int MAX_UNREPLACEABLE = 10_000;

  private final TimerWheel wheel;
  private final Outbox outbox;
  private final long intervalMicros;
  private final ConflatingQueue held = new ConflatingQueue();
  private long dueMicros = Long.MIN_VALUE;
  private boolean isAwaited;
  private int unreplaceable;

  RateWindow(TimerWheel wheel, Outbox outbox, long intervalMicros) {
    this.wheel = wheel;
    this.outbox = outbox;
    this.intervalMicros = intervalMicros;
  }

  long intervalMicros() {
    return intervalMicros;
  }

  /** Returns the end of the interval, in the wheel's time. */
  long dueMicros() {
    return dueMicros;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Passes or holds an update.
   *
   * @param options the least restrictive options of the patterns that match its topic
   */
  void offer(Update update, SubscribeOptions options) {
    if (options.intervalMicros() == 0) {
      offerWithoutRate(update, options.conflate());
    } else if (held.isEmpty() && wheel.nowMicros() >= dueMicros) {
      dueMicros = wheel.nowMicros() + intervalMicros;
      outbox.offer(update, true);
    } else {
      hold(update, true);
    }
  }

  private void offerWithoutRate(Update update, boolean conflate) {
    if (held.isEmpty()) {
      outbox.offer(update, conflate);
    } else if (conflate) {
      hold(update, true);
    } else {
      hold(update, false);
      unreplaceable++;
      if (unreplaceable > MAX_UNREPLACEABLE) {
        release(each -> true);
      }
    }
  }

  private void hold(Update update, boolean replaceable) {
    if (!isAwaited) {
      isAwaited = true;
      wheel.await(this);
    }
    if (held.removeReplacedBy(update, replaceable) != null) {
      outbox.countConflated();
    }
    held.add(new PendingUpdate(update, replaceable));
  }

  /** Passes the held updates that a predicate accepts, in the order of the offsets. */
  void release(Predicate<Update> wanted) {
    unreplaceable = 0;
    for (PendingUpdate each : held.drain()) {
      if (wanted.test(each.update())) {
        outbox.offerHeld(each.update(), each.replaceable());
      }
    }
  }

  /** Drops the held updates. */
  void clear() {
    held.clear();
    unreplaceable = 0;
  }

  /** Passes the held updates. Called by the wheel at the end of the interval. */
  void due() {
    isAwaited = false;
    if (!held.isEmpty()) {
      dueMicros = wheel.nowMicros() + intervalMicros;
      release(update -> true);
    }
  }
}
