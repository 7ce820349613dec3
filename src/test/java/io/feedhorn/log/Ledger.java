package io.feedhorn.log;

import io.feedhorn.model.Pattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Every update a feed ever had, and what its log must still know of them: slow, obviously right.
 */
final class Ledger {
  private final FeedOptions options;
  private final List<Update> updates = new ArrayList<>();
  private final List<Update> forgotten = new ArrayList<>();

  Ledger(FeedOptions options) {
    this.options = options;
  }

  void add(Update update) {
    updates.add(update);
  }

  long tail() {
    return updates.size();
  }

  Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    updates.forEach(update -> topics.add(update.topic().name()));
    return topics;
  }

  List<Update> of(String topic) {
    return updates.stream().filter(update -> update.topic().name().equals(topic)).toList();
  }

  void forget(long now) {
    for (String topic : topics()) {
      List<Update> all = of(topic);
      all.subList(0, all.size() - 1).stream()
          .filter(update -> update.micros() < oldest(now))
          .forEach(forgotten::add);
    }
  }

  /** What is still to be had of a topic, without a gap up to its newest, oldest first. */
  List<Update> known(String topic, long now) {
    List<Update> all = of(topic);
    int from = all.isEmpty() ? 0 : all.size() - 1;
    while (from > 0
        && all.size() - (from - 1) <= options.historySize()
        && all.get(from - 1).micros() >= oldest(now)
        && !forgotten.contains(all.get(from - 1))) {
      from--;
    }
    return all.subList(from, all.size());
  }

  Replay read(List<Pattern> patterns, Function<String, Want> wants, long now) {
    List<Update> owed = new ArrayList<>();
    boolean recovered = true;
    for (String topic : topics()) {
      if (patterns.stream().noneMatch(pattern -> pattern.matches(topic))) {
        continue;
      }
      Want want = wants.apply(topic);
      List<Update> missed =
          of(topic).stream().filter(update -> update.offset() > want.after()).toList();
      boolean whole = known(topic, now).containsAll(missed);
      if (missed.isEmpty()) {
        continue;
      }
      if (want.newestOnly() || !whole) {
        owed.add(missed.get(missed.size() - 1));
      } else {
        owed.addAll(missed);
      }
      recovered &= want.newestOnly() || whole;
    }
    owed.sort(Comparator.comparingLong(Update::offset));
    return new Replay(tail(), recovered, owed);
  }

  private long oldest(long now) {
    return now - options.historyAge().toNanos() / 1_000;
  }
}
