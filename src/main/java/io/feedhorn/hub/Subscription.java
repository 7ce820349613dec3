package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Pattern;
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
  private final RateWheel wheel;
  // By the pattern's text: a topic without wildcards is found by its name, however many there are.
  private final Map<String, Wish> wishes = new LinkedHashMap<>(2);
  private final List<Wish> wildcards = new ArrayList<>(1);

  // Of the one pattern that most have.
  private @Nullable Options only;

  // Where a wish has a rate: all topics go through it, so that none overtakes another.
  private @Nullable Window window;

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
    List<Pattern> patterns = new ArrayList<>(wishes.size());
    wishes.values().forEach(wish -> patterns.add(wish.pattern));
    return patterns;
  }

  boolean has(Pattern pattern) {
    return wishes.containsKey(pattern.text());
  }

  void wish(Pattern pattern, Options options) {
    Wish before = remove(pattern);
    Wish wish = new Wish(pattern, options, before == null ? Hearing.NONE : before.hearing);
    wishes.put(pattern.text(), wish);
    if (!pattern.isTopic()) {
      wildcards.add(wish);
    }
    only = wishes.size() == 1 ? options : null;
  }

  void unwish(Pattern pattern) {
    Wish ended = remove(pattern);
    only = wishes.size() == 1 ? wishes.values().iterator().next().options : null;
    if (ended != null) {
      // Topics are others than each other: only a wildcard may stand for the same.
      (pattern.isTopic() ? wildcards : wishes.values())
          .forEach(
              wish -> wish.hearing = wish.hearing.inherit(wish.pattern, pattern, ended.hearing));
    }
  }

  private @Nullable Wish remove(Pattern pattern) {
    Wish wish = wishes.remove(pattern.text());
    if (wish != null && !pattern.isTopic()) {
      wildcards.remove(wish);
    }
    return wish;
  }

  /** Notes what patterns were given. */
  void heard(List<Pattern> patterns, Heard heard) {
    for (Pattern pattern : patterns) {
      Wish wish = wishes.get(pattern.text());
      if (wish != null) {
        wish.hearing = wish.hearing.and(heard);
      }
    }
  }

  /** Returns the updates of a topic that its patterns were given, all together. */
  Hearing.Of hearing(String topic, @Nullable FeedLog log) {
    Wish named = wishes.get(topic);
    Hearing.Of of = named == null ? Hearing.Of.NOTHING : named.hearing.of(topic, log);
    for (Wish wish : wildcards) {
      if (wish.pattern.matches(topic)) {
        of = of.or(wish.hearing.of(topic, log));
      }
    }
    return of;
  }

  /**
   * Hands on what was held back for a later time, where it is still asked for, and holds back as
   * the wishes are now. Called when they changed: what comes next may take another way, and must
   * not overtake it.
   */
  void release() {
    if (window != null) {
      window.release(update -> hears(update.topic().name()));
    }
    long interval = Options.sharedInterval(wishes.values().stream().map(wish -> wish.options));
    if (interval == 0) {
      window = null;
    } else if (window == null || window.intervalMicros() != interval) {
      window = new Window(wheel, outbox, interval);
    }
  }

  boolean hears(String topic) {
    return wish(topic) != null;
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

  /**
   * Forgets what it heard of the feed's former log; it is given the snapshots of another, and live
   * updates after an offset.
   */
  void restart(long offset) {
    if (window != null) {
      window.clear();
    }
    upTo = offset;
    Hearing snapshots = Hearing.NONE.and(Heard.newest(0, offset));
    wishes.values().forEach(wish -> wish.hearing = snapshots);
  }

  /** Whether nothing is held back for a later time. */
  boolean isSettled() {
    return window == null || window.isEmpty();
  }

  /**
   * Takes an update as it happens, unless it was dealt with already.
   *
   * @param matching the groups that its topic goes to, this subscription in one of them at least
   */
  void offer(Update update, List<PatternIndex.Group> matching) {
    if (update.offset() <= upTo) {
      return;
    }
    upTo = update.offset();
    Options options = only == null ? widest(matching) : only;
    if (window == null) {
      outbox.offer(update, options.conflate());
    } else {
      window.offer(update, options);
    }
  }

  /** Takes what history owes, before live updates go on. */
  void replay(List<Update> updates) {
    outbox.owe(feed, updates, update -> options(update.topic().name()).conflate());
  }

  private Options options(String topic) {
    Options widest = wish(topic);
    return widest == null ? Options.ALL : widest;
  }

  /** The widest of the wishes for a topic, or null where there is none. */
  private @Nullable Options wish(String topic) {
    Wish named = wishes.get(topic);
    Options widest = named == null ? null : named.options;
    for (int i = 0; i < wildcards.size(); i++) {
      Wish wish = wildcards.get(i);
      if (wish.pattern.matches(topic)) {
        widest = widest == null ? wish.options : widest.or(wish.options);
      }
    }
    return widest;
  }

  /** The widest of the wishes among patterns that are known to match. */
  private Options widest(List<PatternIndex.Group> matching) {
    Options widest = null;
    for (int i = 0; i < matching.size(); i++) {
      Wish wish = wishes.get(matching.get(i).pattern().text());
      if (wish != null) {
        widest = widest == null ? wish.options : widest.or(wish.options);
      }
    }
    return widest == null ? Options.ALL : widest;
  }

  /** One pattern as it is asked for, and what it was given. */
  private static final class Wish {
    private final Pattern pattern;
    private final Options options;
    private Hearing hearing;

    Wish(Pattern pattern, Options options, Hearing hearing) {
      this.pattern = pattern;
      this.options = options;
      this.hearing = hearing;
    }
  }
}
