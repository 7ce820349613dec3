package io.feedhorn.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.Replay;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection asked for and got, and what that must look like. Owned by the hub's event
 * loop until nothing moves any more.
 */
final class Connection {
  final ScriptedReader reader;
  private final Hub hub;
  private final Set<String> topics;
  private final Set<Pattern> patterns = new LinkedHashSet<>();
  private final Set<Options> options = new HashSet<>();
  private final Set<Update> replayed = new HashSet<>();
  private final Map<String, List<Period>> periods = new HashMap<>();
  private boolean stalled;

  /**
   * The time from which a connection hears a topic.
   *
   * @param after live updates go on after this offset
   * @param owed what history owed of the topic at first, oldest first
   * @param promised the topic's newest update is sent where it is after this offset
   */
  private record Period(long after, List<Update> owed, long promised) {}

  Connection(Hub hub, String name, Set<String> topics) {
    this.hub = hub;
    this.reader = new ScriptedReader(hub, name);
    this.topics = topics;
  }

  boolean has(Pattern pattern) {
    return patterns.contains(pattern);
  }

  void stall(int more) {
    stalled = true;
    reader.stall(more);
  }

  Splice subscribe(List<Pattern> wanted, @Nullable Cursor since, boolean snapshot, Options asked) {
    Set<String> heard = heard();
    Splice splice = hub.subscribe(reader.outbox(), wanted, since, snapshot, asked);
    patterns.addAll(wanted);
    options.add(asked);
    splice.replays().values().forEach(replay -> replayed.addAll(replay.updates()));
    for (String topic : heard()) {
      if (!heard.contains(topic)) {
        periods
            .computeIfAbsent(topic, t -> new ArrayList<>())
            .add(begun(topic, splice, since, snapshot));
      }
    }
    return splice;
  }

  void unsubscribe(List<Pattern> unwanted) {
    hub.unsubscribe(reader.outbox(), unwanted);
    unwanted.forEach(patterns::remove);
  }

  private Period begun(String topic, Splice splice, @Nullable Cursor since, boolean snapshot) {
    String feed = feed(topic);
    Position tail = requireNonNull(splice.cursor().position(feed));
    Replay replay = requireNonNull(splice.replays().get(feed));
    List<Update> owed =
        replay.updates().stream().filter(update -> update.topic().name().equals(topic)).toList();
    Position from = since == null ? null : since.position(feed);
    long promised = from != null ? from.offset() : snapshot ? 0 : tail.offset();
    return new Period(tail.offset(), owed, promised);
  }

  private Set<String> heard() {
    Set<String> heard = new HashSet<>();
    for (String topic : topics) {
      if (patterns.stream().anyMatch(pattern -> pattern.matches(topic))) {
        heard.add(topic);
      }
    }
    return heard;
  }

  /**
   * Holds what was sent against what was published.
   *
   * @param published every update by its topic, in order
   * @param open whether the connection lasted to the end, and was given time to catch up
   */
  void check(Map<String, List<Update>> published, boolean open) {
    assertThat(reader.breaches()).isEmpty();
    for (String topic : topics) {
      List<Update> sent =
          reader.sent().stream().filter(update -> update.topic().name().equals(topic)).toList();
      neverGoesBack(topic, sent);
      if (asksForAll() && (feed(topic).equals("chat") || !stalled)) {
        isUnbroken(topic, sent);
      }
      if (open && heard().contains(topic)) {
        endsWithTheNewest(topic, sent, published.getOrDefault(topic, List.of()));
      }
    }
    if (options.size() <= 1) {
      keepsTheOrderOfEachFeed();
    }
    if (patterns.stream().allMatch(pattern -> pattern.feed().equals("chat"))
        && reader.sent().stream().allMatch(update -> update.topic().feed().equals("chat"))
        && reader.tooSlowCalls() > 0) {
      assertThat(stalled).as("was too slow").isTrue();
    }
  }

  private boolean asksForAll() {
    return options.equals(Set.of(Options.ALL));
  }

  /** What was sent before, or is older, comes only where the topic was asked for anew. */
  private void neverGoesBack(String topic, List<Update> sent) {
    int period = 1;
    List<Period> begun = begun(topic);
    for (int i = 1; i < sent.size(); i++) {
      Update update = sent.get(i);
      if (update.seq() <= sent.get(i - 1).seq()) {
        while (period < begun.size() && !begun.get(period).owed().contains(update)) {
          period++;
        }
        assertThat(period++)
            .as("periods of %s, where %s is sent again in %s", topic, update, sent)
            .isLessThan(begun.size());
      }
    }
  }

  /** Each update follows its predecessor, or is what a new period of the topic begins with. */
  private void isUnbroken(String topic, List<Update> sent) {
    int period = 0;
    List<Period> begun = begun(topic);
    for (int i = 0; i < sent.size(); i++) {
      Update update = sent.get(i);
      if (i > 0 && update.seq() == sent.get(i - 1).seq() + 1) {
        continue;
      }
      while (period < begun.size() && !begins(begun.get(period), update)) {
        period++;
      }
      assertThat(period++)
          .as("periods of %s, where %s is out of turn in %s", topic, update, sent)
          .isLessThan(begun.size());
    }
  }

  private static boolean begins(Period period, Update update) {
    return period.owed().isEmpty()
        ? update.offset() > period.after() && update.previousOffset() <= period.after()
        : update.equals(period.owed().get(0));
  }

  private void endsWithTheNewest(String topic, List<Update> sent, List<Update> published) {
    Period last = begun(topic).get(begun(topic).size() - 1);
    Update newest = published.isEmpty() ? null : published.get(published.size() - 1);
    if (newest != null && newest.offset() > last.promised()) {
      assertThat(sent)
          .as("sent on %s to %s with %s, periods %s", topic, patterns, options, begun(topic))
          .isNotEmpty()
          .endsWith(newest);
    }
  }

  private void keepsTheOrderOfEachFeed() {
    Map<String, Long> reached = new HashMap<>();
    for (Update update : reader.sent()) {
      String feed = update.topic().feed();
      long before = reached.getOrDefault(feed, 0L);
      if (!replayed.contains(update)) {
        assertThat(update.offset())
            .as("order of %s in %s", feed, reader.offsets())
            .isGreaterThan(before);
      }
      reached.put(feed, Math.max(before, update.offset()));
    }
  }

  private List<Period> begun(String topic) {
    return periods.getOrDefault(topic, List.of());
  }

  private static String feed(String topic) {
    return topic.substring(0, topic.indexOf('.'));
  }
}
