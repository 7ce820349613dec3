package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one connection hears of one feed: one or several patterns, each update once. Owned by the
 * hub's event loop, not thread-safe.
 */
final class Subscription {
  private final String feed;
  private final Outbox outbox;
  private final TimerWheel wheel;
  // By the pattern's text: a topic without wildcards is found by its name, however many there are.
  private final Map<String, PatternSubscription> wishes = new LinkedHashMap<>(2);
  private final List<PatternSubscription> wildcards = new ArrayList<>(1);

  // Of the one pattern that most have.
  private @Nullable SubscribeOptions only;

  // Where a wish has a rate: all topics go through it, so that none overtakes another.
  private @Nullable RateWindow rateWindow;

  // The newest offset dealt with: live updates up to it were delivered, or are not for this reader.
  private long position;

  Subscription(String feed, Outbox outbox, TimerWheel wheel) {
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

  List<TopicPattern> patterns() {
    List<TopicPattern> patterns = new ArrayList<>(wishes.size());
    wishes.values().forEach(wish -> patterns.add(wish.pattern));
    return patterns;
  }

  boolean has(TopicPattern pattern) {
    return wishes.containsKey(pattern.text());
  }

  void setOptions(TopicPattern pattern, SubscribeOptions options) {
    PatternSubscription before = remove(pattern);
    PatternSubscription wish =
        new PatternSubscription(
            pattern, options, before == null ? PatternHistory.NONE : before.hearing);
    wishes.put(pattern.text(), wish);
    if (!pattern.isTopic()) {
      wildcards.add(wish);
    }
    only = wishes.size() == 1 ? options : null;
  }

  void removePattern(TopicPattern pattern) {
    PatternSubscription ended = remove(pattern);
    only = wishes.size() == 1 ? wishes.values().iterator().next().options : null;
    if (ended != null) {
      // Topics are others than each other: only a wildcard may stand for the same.
      (pattern.isTopic() ? wildcards : wishes.values())
          .forEach(
              wish -> wish.hearing = wish.hearing.inherit(wish.pattern, pattern, ended.hearing));
    }
  }

  private @Nullable PatternSubscription remove(TopicPattern pattern) {
    PatternSubscription wish = wishes.remove(pattern.text());
    if (wish != null && !pattern.isTopic()) {
      wildcards.remove(wish);
    }
    return wish;
  }

  /** Notes what patterns were given. */
  void recordDelivered(List<TopicPattern> patterns, DeliveredRange heard) {
    for (TopicPattern pattern : patterns) {
      PatternSubscription wish = wishes.get(pattern.text());
      if (wish != null) {
        wish.hearing = wish.hearing.plus(heard);
      }
    }
  }

  /** Returns the updates of a topic that its patterns were given, all together. */
  PatternHistory.DeliveredUpdates delivered(String topic, @Nullable FeedLog log) {
    PatternSubscription named = wishes.get(topic);
    PatternHistory.DeliveredUpdates of = named == null ? PatternHistory.DeliveredUpdates.NOTHING : named.hearing.of(topic, log);
    for (PatternSubscription wish : wildcards) {
      if (wish.pattern.matches(topic)) {
        of = of.union(wish.hearing.of(topic, log));
      }
    }
    return of;
  }

  /**
   * Hands on what was held back for a later time, where it is still asked for, and holds back as
   * the wishes are now. Called when they changed: what comes next may take another way, and must
   * not overtake it.
   */
  void applyOptions() {
    if (rateWindow != null) {
      rateWindow.release(update -> matches(update.topic().name()));
    }
    long interval =
        SubscribeOptions.commonInterval(wishes.values().stream().map(wish -> wish.options));
    if (interval == 0) {
      rateWindow = null;
    } else if (rateWindow == null || rateWindow.intervalMicros() != interval) {
      rateWindow = new RateWindow(wheel, outbox, interval);
    }
  }

  boolean matches(String topic) {
    return setOptions(topic) != null;
  }

  boolean isEmpty() {
    return wishes.isEmpty();
  }

  long position() {
    return position;
  }

  /** Live updates go on after this offset. */
  void startLiveAfter(long offset) {
    position = Math.max(position, offset);
  }

  /**
   * Forgets what it heard of the feed's former log; it is given the snapshots of another, and live
   * updates after an offset.
   */
  void reset(long offset) {
    if (rateWindow != null) {
      rateWindow.clear();
    }
    position = offset;
    PatternHistory snapshots = PatternHistory.NONE.plus(DeliveredRange.newest(0, offset));
    wishes.values().forEach(wish -> wish.hearing = snapshots);
  }

  /** Whether nothing is held back for a later time. */
  boolean hasNothingHeld() {
    return rateWindow == null || rateWindow.isEmpty();
  }

  /**
   * Takes an update as it happens, unless it was dealt with already.
   *
   * @param matching the groups that its topic goes to, this subscription in one of them at least
   */
  void offer(Update update, List<PatternIndex.Group> matching) {
    if (update.offset() <= position) {
      return;
    }
    position = update.offset();
    SubscribeOptions options = only == null ? widest(matching) : only;
    if (rateWindow == null) {
      outbox.offer(update, options.conflate());
    } else {
      rateWindow.offer(update, options);
    }
  }

  /** Takes what history owes, before live updates go on. */
  void replay(List<Update> updates) {
    outbox.replay(feed, updates, update -> options(update.topic().name()).conflate());
  }

  private SubscribeOptions options(String topic) {
    SubscribeOptions widest = setOptions(topic);
    return widest == null ? SubscribeOptions.ALL : widest;
  }

  /** The widest of the wishes for a topic, or null where there is none. */
  private @Nullable SubscribeOptions setOptions(String topic) {
    PatternSubscription named = wishes.get(topic);
    SubscribeOptions widest = named == null ? null : named.options;
    for (int i = 0; i < wildcards.size(); i++) {
      PatternSubscription wish = wildcards.get(i);
      if (wish.pattern.matches(topic)) {
        widest = widest == null ? wish.options : widest.leastRestrictive(wish.options);
      }
    }
    return widest;
  }

  /** The widest of the wishes among patterns that are known to match. */
  private SubscribeOptions widest(List<PatternIndex.Group> matching) {
    SubscribeOptions widest = null;
    for (int i = 0; i < matching.size(); i++) {
      PatternSubscription wish = wishes.get(matching.get(i).pattern().text());
      if (wish != null) {
        widest = widest == null ? wish.options : widest.leastRestrictive(wish.options);
      }
    }
    return widest == null ? SubscribeOptions.ALL : widest;
  }

  /** One pattern as it is asked for, and what it was given. */
  private static final class PatternSubscription {
    private final TopicPattern pattern;
    private final SubscribeOptions options;
    private PatternHistory hearing;

    PatternSubscription(TopicPattern pattern, SubscribeOptions options, PatternHistory hearing) {
      this.pattern = pattern;
      this.options = options;
      this.hearing = hearing;
    }
  }
}
