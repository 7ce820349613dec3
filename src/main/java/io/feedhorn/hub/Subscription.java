package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of one connection in one feed. Owned by the hub's event loop, not thread-safe. Its
 * position prevents that an update is delivered twice, however many patterns match.
 */
final class Subscription {
  private final String feed;
  private final Outbox outbox;
  private final TimerWheel wheel;
  // By the pattern's text, so that a pattern without wildcards is found by the topic's name.
  private final SmallMap<PatternSubscription> patterns = new SmallMap<>();
  // An array list from the second pattern on.
  private List<PatternSubscription> wildcards = List.of();

  // The options of the only pattern, null if there are several.
  private @Nullable SubscribeOptions only;

  // Not null if a pattern has a rate. All topics pass it, so that the offsets stay in order.
  private @Nullable RateWindow rateWindow;

  // The newest processed offset: later live updates are delivered if they match.
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
    List<TopicPattern> all = new ArrayList<>(patterns.size());
    patterns.values().forEach(each -> all.add(each.pattern));
    return all;
  }

  boolean has(TopicPattern pattern) {
    return patterns.get(pattern.text()) != null;
  }

  /**
   * Adds a pattern, or changes its options.
   *
   * @param pattern the object that other connections share
   */
  void setOptions(TopicPattern pattern, SubscribeOptions options) {
    PatternSubscription before = patterns.get(pattern.text());
    put(
        new PatternSubscription(
            pattern, options, before == null ? PatternHistory.NONE : before.history));
  }

  /**
   * Replaces the history of a pattern.
   *
   * @param pattern the object that other connections share
   */
  void setHistory(TopicPattern pattern, PatternHistory history) {
    PatternSubscription before = patterns.get(pattern.text());
    if (before != null) {
      put(new PatternSubscription(pattern, before.options, history));
    }
  }

  private void put(PatternSubscription changed) {
    TopicPattern pattern = changed.pattern;
    remove(pattern);
    patterns.put(pattern.text(), changed);
    if (!pattern.isTopic()) {
      wildcards = wildcards.isEmpty() ? List.of(changed) : with(changed);
    }
    only = patterns.size() == 1 ? changed.options : null;
  }

  private List<PatternSubscription> with(PatternSubscription added) {
    List<PatternSubscription> more = wildcards.size() == 1 ? new ArrayList<>(wildcards) : wildcards;
    more.add(added);
    return more;
  }

  void removePattern(TopicPattern pattern) {
    PatternSubscription removed = remove(pattern);
    only = patterns.size() == 1 ? patterns.values().iterator().next().options : null;
    if (removed != null) {
      // Two different topics have nothing in common; only a wildcard may match the same topics.
      (pattern.isTopic() ? wildcards : patterns.values())
          .forEach(
              each -> each.history = each.history.inherit(each.pattern, pattern, removed.history));
    }
  }

  private @Nullable PatternSubscription remove(TopicPattern pattern) {
    PatternSubscription removed = patterns.remove(pattern.text());
    if (removed != null && !pattern.isTopic()) {
      if (wildcards.size() == 1) {
        wildcards = List.of();
      } else {
        wildcards.remove(removed);
      }
    }
    return removed;
  }

  /**
   * Records the part of the feed that patterns got by an act of subscribing.
   *
   * @param first the history of a pattern that got nothing before
   */
  void recordDelivered(List<TopicPattern> delivered, DeliveredRange range, PatternHistory first) {
    for (TopicPattern pattern : delivered) {
      PatternSubscription each = patterns.get(pattern.text());
      if (each != null) {
        each.history = each.history.equals(PatternHistory.NONE) ? first : each.history.plus(range);
      }
    }
  }

  /** Returns the updates of a topic that all matching patterns got together. */
  PatternHistory.DeliveredUpdates delivered(String topic, @Nullable FeedLog log) {
    PatternSubscription named = patterns.get(topic);
    PatternHistory.DeliveredUpdates delivered =
        named == null ? PatternHistory.DeliveredUpdates.NOTHING : named.history.of(topic, log);
    for (PatternSubscription each : wildcards) {
      if (each.pattern.matches(topic)) {
        delivered = delivered.union(each.history.of(topic, log));
      }
    }
    return delivered;
  }

  /**
   * Passes the updates that the rate window holds and that still match, and adapts the window to
   * the options of the patterns. Must run after each change of them and before the next update,
   * which could otherwise overtake held ones.
   */
  void applyOptions() {
    if (rateWindow != null) {
      rateWindow.release(update -> matches(update.topic().name()));
    }
    long interval =
        SubscribeOptions.commonInterval(patterns.values().stream().map(each -> each.options));
    if (interval == 0) {
      rateWindow = null;
    } else if (rateWindow == null || rateWindow.intervalMicros() != interval) {
      rateWindow = new RateWindow(wheel, outbox, interval);
    }
  }

  boolean matches(String topic) {
    return leastRestrictive(topic) != null;
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  long position() {
    return position;
  }

  /** Drops live updates up to an offset, because the replay contains them. */
  void startLiveAfter(long offset) {
    position = Math.max(position, offset);
  }

  /**
   * Continues with another log of the feed, of which the connection gets the snapshots up to an
   * offset and then live updates.
   */
  void reset(long offset) {
    if (rateWindow != null) {
      rateWindow.clear();
    }
    position = offset;
    PatternHistory snapshots = PatternHistory.NONE.plus(DeliveredRange.newest(0, offset));
    patterns.values().forEach(each -> each.history = snapshots);
  }

  /** Returns true if the rate window holds no update. */
  boolean hasNothingHeld() {
    return rateWindow == null || rateWindow.isEmpty();
  }

  /**
   * Delivers a live update, unless its offset was processed before.
   *
   * @param matching the groups of the update's topic; this subscription is in at least one of them
   */
  void offer(Update update, List<PatternIndex.Group> matching) {
    if (update.offset() <= position) {
      return;
    }
    position = update.offset();
    SubscribeOptions options = only == null ? leastRestrictive(matching) : only;
    if (rateWindow == null) {
      outbox.offer(update, options.conflate());
    } else {
      rateWindow.offer(update, options);
    }
  }

  /** Delivers a replay, before later live updates. */
  void replay(List<Update> updates) {
    outbox.replay(feed, updates, update -> options(update.topic().name()).conflate());
  }

  /** Returns true if all patterns that match a topic ask for deltas. */
  boolean wantsDeltas(String topic) {
    return (only == null ? options(topic) : only).delta();
  }

  private SubscribeOptions options(String topic) {
    SubscribeOptions options = leastRestrictive(topic);
    return options == null ? SubscribeOptions.ALL : options;
  }

  /** Returns the least restrictive options of the patterns that match, or null if none does. */
  private @Nullable SubscribeOptions leastRestrictive(String topic) {
    PatternSubscription named = patterns.get(topic);
    SubscribeOptions options = named == null ? null : named.options;
    for (int i = 0; i < wildcards.size(); i++) {
      PatternSubscription each = wildcards.get(i);
      if (each.pattern.matches(topic)) {
        options = options == null ? each.options : options.leastRestrictive(each.options);
      }
    }
    return options;
  }

  /** Returns the least restrictive options of the patterns that are among the matching ones. */
  private SubscribeOptions leastRestrictive(List<PatternIndex.Group> matching) {
    SubscribeOptions options = null;
    for (int i = 0; i < matching.size(); i++) {
      PatternSubscription each = patterns.get(matching.get(i).pattern().text());
      if (each != null) {
        options = options == null ? each.options : options.leastRestrictive(each.options);
      }
    }
    return options == null ? SubscribeOptions.ALL : options;
  }

  /** One pattern with its options and the updates that it got by subscribing. */
  private static final class PatternSubscription {
    private final TopicPattern pattern;
    private final SubscribeOptions options;
    private PatternHistory history;

    PatternSubscription(TopicPattern pattern, SubscribeOptions options, PatternHistory history) {
      this.pattern = pattern;
      this.options = options;
      this.history = history;
    }
  }
}
