package io.feedhorn.log;

import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A slow and simple model of a log: the list of all updates, and the rules of their eviction. */
final class ReferenceLog {
  private final FeedOptions options;
  private final List<Update> updates = new ArrayList<>();
  private final List<Update> evicted = new ArrayList<>();

  ReferenceLog(FeedOptions options) {
    this.options = options;
  }

  long newestMicros() {
    return updates.isEmpty() ? 0 : updates.get(updates.size() - 1).timestampMicros();
  }

  void add(Update update) {
    updates.add(update);
  }

  long endOffset() {
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

  void evict(long now) {
    for (String topic : topics()) {
      List<Update> all = of(topic);
      all.subList(0, all.size() - 1).stream()
          .filter(update -> update.timestampMicros() < oldest(now))
          .forEach(evicted::add);
    }
  }

  /** Returns the retained updates of a topic without a gap up to the newest, oldest first. */
  private List<Update> retained(String topic) {
    List<Update> all = of(topic);
    int from = all.isEmpty() ? 0 : all.size() - 1;
    while (from > 0
        && all.size() - (from - 1) <= options.historySize()
        && !evicted.contains(all.get(from - 1))) {
      from--;
    }
    return all.subList(from, all.size());
  }

  /** Returns the newest update up to an offset, and the updates before it that are not expired. */
  List<Update> available(String topic, long upTo, long now) {
    List<Update> retained =
        retained(topic).stream().filter(update -> update.offset() <= upTo).toList();
    int from = Math.max(0, retained.size() - 1);
    while (from > 0 && retained.get(from - 1).timestampMicros() >= oldest(now)) {
      from--;
    }
    return retained.subList(from, retained.size());
  }

  /** Returns the replay up to an offset, from the updates that are available now. */
  Replay read(
      long upTo, List<TopicPattern> patterns, Function<String, ReplayRequest> requests, long now) {
    List<Update> replayed = new ArrayList<>();
    boolean recovered = true;
    for (String topic : topics()) {
      if (patterns.stream().noneMatch(pattern -> pattern.matches(topic))) {
        continue;
      }
      ReplayRequest request = requests.apply(topic);
      List<Update> missed =
          of(topic).stream()
              .filter(update -> update.offset() > request.after() && update.offset() <= upTo)
              .toList();
      List<Update> available = available(topic, upTo, now);
      boolean complete = available.containsAll(missed);
      recovered &= request.latestOnly() || (complete && !mayHaveMissed(topic, request, upTo));
      if (complete && !request.latestOnly()) {
        replayed.addAll(missed);
      } else if (!missed.isEmpty() && !available.isEmpty()) {
        replayed.add(available.get(available.size() - 1));
      }
    }
    replayed.sort(Comparator.comparingLong(Update::offset));
    return new Replay(Math.min(upTo, endOffset()), recovered, replayed);
  }

  /** Returns true if no update is left that proves that nothing was missed. */
  private boolean mayHaveMissed(String topic, ReplayRequest request, long upTo) {
    Update oldestRetained = retained(topic).get(0);
    return request.after() < upTo
        && of(topic).get(0).offset() <= upTo
        && oldestRetained.offset() > upTo
        && oldestRetained.previousOffset() > request.after();
  }

  private long oldest(long now) {
    return now - options.historyAge().toNanos() / 1_000;
  }
}
