package io.feedhorn.hub;

import io.feedhorn.model.Pattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one connection hears of one feed: one or several patterns, each update once. Owned by the
 * hub's event loop, not thread-safe.
 */
final class Subscription {
  private final String feed;
  private final Outbox outbox;
  private final RateWheel wheel;
  private final Map<Pattern, Options> wishes = new LinkedHashMap<>(2);
  private final Map<Long, Window> windows = new LinkedHashMap<>(0);

  // The newest offset dealt with: live updates up to it were delivered, or are not for this reader.
  private long upTo;

  Subscription(String feed, Outbox outbox, RateWheel wheel) {
    this.feed = feed;
    this.outbox = outbox;
    this.wheel = wheel;
  }

  String feed() {
    return feed;
  }

  Outbox outbox() {
    return outbox;
  }

  List<Pattern> patterns() {
    return new ArrayList<>(wishes.keySet());
  }

  boolean has(Pattern pattern) {
    return wishes.containsKey(pattern);
  }

  void wish(Pattern pattern, Options options) {
    wishes.put(pattern, options);
  }

  void unwish(Pattern pattern) {
    wishes.remove(pattern);
  }

  /**
   * Hands on what was held back for a later time, where it is still asked for. Called when the
   * wishes changed: what comes next may take another way, and must not overtake it.
   */
  void release() {
    List<Update> held = new ArrayList<>();
    windows.values().forEach(window -> held.addAll(window.release()));
    windows.keySet().removeIf(interval -> !asksFor(interval));
    held.removeIf(update -> !hears(update.topic().name()));
    held.sort(Comparator.comparingLong(Update::offset));
    held.forEach(update -> outbox.offer(update, true));
  }

  private boolean hears(String topic) {
    return wishes.keySet().stream().anyMatch(pattern -> pattern.matches(topic));
  }

  private boolean asksFor(long intervalMicros) {
    return wishes.values().stream().anyMatch(wish -> wish.intervalMicros() == intervalMicros);
  }

  boolean isEmpty() {
    return wishes.isEmpty();
  }

  long upTo() {
    return upTo;
  }

  /** Live updates go on after this offset. */
  void spliceAt(long offset) {
    upTo = Math.max(upTo, offset);
  }

  /** Whether nothing is held back for a later time. */
  boolean isSettled() {
    return windows.values().stream().allMatch(Window::isEmpty);
  }

  /** Takes an update as it happens, unless it was dealt with already. */
  void offer(Update update) {
    if (update.offset() <= upTo) {
      return;
    }
    upTo = update.offset();
    Options options = options(update.topic().name());
    if (options.intervalMicros() == 0) {
      outbox.offer(update, options.conflate());
    } else {
      windows
          .computeIfAbsent(
              options.intervalMicros(), interval -> new Window(wheel, outbox, interval))
          .offer(update);
    }
  }

  /** Takes an update that history owes, before live ones go on. */
  void replay(Update update) {
    outbox.replay(update, options(update.topic().name()).conflate());
  }

  private Options options(String topic) {
    Options widest = null;
    for (Map.Entry<Pattern, Options> wish : wishes.entrySet()) {
      if (wishes.size() == 1 || wish.getKey().matches(topic)) {
        widest = widest == null ? wish.getValue() : widest.or(wish.getValue());
      }
    }
    return widest == null ? Options.ALL : widest;
  }
}
