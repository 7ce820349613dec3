package io.feedhorn.log;

import io.feedhorn.model.TopicPattern;
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
final class ReferenceLog {
  private final FeedOptions options;
  private final List<Update> updates = new ArrayList<>();
  private final List<Update> forgotten = new ArrayList<>();

  ReferenceLog(FeedOptions options) {
    this.options = options;
  }

  long newestMicros() {
    return updates.isEmpty() ? 0 : updates.get(updates.size() - 1).timestampMicros();
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
          .filter(update -> update.timestampMicros() < oldest(now))
          .forEach(forgotten::add);
    }
  }

  /** What history holds of a topic, without a gap up to its newest, oldest first. */
  private List<Update> held(String topic) {
    List<Update> all = of(topic);
    int from = all.isEmpty() ? 0 : all.size() - 1;
    while (from > 0
        && all.size() - (from - 1) <= options.historySize()
        && !forgotten.contains(all.get(from - 1))) {
      from--;
    }
    return all.subList(from, all.size());
  }

  /**
   * The newest update not past an offset, whatever its age, and those before it that are not old.
   */
  List<Update> known(String topic, long upTo, long now) {
    List<Update> held = held(topic).stream().filter(update -> update.offset() <= upTo).toList();
    int from = Math.max(0, held.size() - 1);
    while (from > 0 && held.get(from - 1).timestampMicros() >= oldest(now)) {
      from--;
    }
    return held.subList(from, held.size());
  }

  /** What is owed of everything up to an offset, from what is known now. */
  Replay read(
      long upTo, List<TopicPattern> patterns, Function<String, ReplayRequest> wants, long now) {
    List<Update> owed = new ArrayList<>();
    boolean recovered = true;
    for (String topic : topics()) {
      if (patterns.stream().noneMatch(pattern -> pattern.matches(topic))) {
        continue;
      }
      ReplayRequest request = wants.apply(topic);
      List<Update> missed =
          of(topic).stream()
              .filter(update -> update.offset() > request.after() && update.offset() <= upTo)
              .toList();
      List<Update> known = known(topic, upTo, now);
      boolean whole = known.containsAll(missed);
      recovered &= request.latestOnly() || (whole && !mayHaveMissed(topic, request, upTo));
      if (whole && !request.latestOnly()) {
        owed.addAll(missed);
      } else if (!missed.isEmpty() && !known.isEmpty()) {
        owed.add(known.get(known.size() - 1));
      }
    }
    owed.sort(Comparator.comparingLong(Update::offset));
    return new Replay(Math.min(upTo, tail()), recovered, owed);
  }

  /** Whether all is gone that would tell if something was missed: then it counts as missed. */
  private boolean mayHaveMissed(String topic, ReplayRequest request, long upTo) {
    Update oldestHeld = held(topic).get(0);
    return request.after() < upTo
        && of(topic).get(0).offset() <= upTo
        && oldestHeld.offset() > upTo
        && oldestHeld.previousOffset() > request.after();
  }

  private long oldest(long now) {
    return now - options.historyAge().toNanos() / 1_000;
  }
}
