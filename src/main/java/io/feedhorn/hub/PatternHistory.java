package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one pattern was given since it was subscribed to. Immutable.
 *
 * @param acts what each act of subscribing gave
 * @param exact false where more was given than is remembered
 */
record PatternHistory(List<DeliveredRange> acts, boolean exact) {
  /** A pattern that was not given anything yet. */
  static final PatternHistory NONE = new PatternHistory(List.of(), true);

  private static final int MAX_ACTS = 64;

  /** This, and what another act of subscribing gave. */
  PatternHistory plus(DeliveredRange later) {
    if (acts.stream().anyMatch(act -> act.includes(later))) {
      return this;
    }
    List<DeliveredRange> kept = new ArrayList<>(1);
    acts.stream().filter(act -> !later.includes(act)).forEach(kept::add);
    if (kept.size() == MAX_ACTS) {
      return new PatternHistory(acts, false);
    }
    kept.add(later);
    return new PatternHistory(List.copyOf(kept), exact);
  }

  /**
   * This, of a pattern, and what another pattern was given that ends: of topics that both stand
   * for, it stays given.
   */
  PatternHistory inherit(TopicPattern own, TopicPattern ended, PatternHistory ofEnded) {
    boolean none =
        own.isTopic() ? !ended.matches(own.text()) : ended.isTopic() && !own.matches(ended.text());
    if (none) {
      return this;
    }
    PatternHistory all = ofEnded.exact ? this : new PatternHistory(acts, false);
    for (DeliveredRange act : ofEnded.acts) {
      if (!own.isTopic()) {
        all = all.plus(act.within(ended));
      } else if (act.concerns(own.text())) {
        all = all.plus(act.everywhere());
      }
    }
    return all;
  }

  /** Returns the updates of one topic that the pattern was given. */
  DeliveredUpdates of(String topic, @Nullable FeedLog log) {
    long after = Long.MAX_VALUE;
    boolean whole = exact;
    for (DeliveredRange act : acts) {
      if (act.concerns(topic)) {
        after = Math.min(after, act.after(topic, log));
        whole &= act.exact();
      }
    }
    return new DeliveredUpdates(after, whole);
  }

  /**
   * The updates of one topic that a reader was given. Immutable.
   *
   * @param after everything past this offset; {@link Long#MAX_VALUE} where it was given nothing
   * @param exact false where it may have been given more
   */
  record DeliveredUpdates(long after, boolean exact) {
    static final DeliveredUpdates NOTHING = new DeliveredUpdates(Long.MAX_VALUE, true);

    DeliveredUpdates union(DeliveredUpdates other) {
      return new DeliveredUpdates(Math.min(after, other.after), exact && other.exact);
    }

    boolean isNothing() {
      return after == Long.MAX_VALUE;
    }
  }
}
