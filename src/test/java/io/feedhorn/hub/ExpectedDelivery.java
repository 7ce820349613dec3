package io.feedhorn.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
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
 * What one connection asked for and got, held against a model of what that must look like. Owned by
 * the hub's event loop until nothing moves any more.
 */
final class ExpectedDelivery {
  final ScriptedReader reader;
  private final Hub hub;
  private final Set<String> topics;
  private final Set<TopicPattern> patterns = new LinkedHashSet<>();
  private final Set<SubscribeOptions> options = new HashSet<>();
  private final Set<Update> replayed = new HashSet<>();
  private final Map<String, Listening> listening = new HashMap<>();
  private final List<String> breaches = new ArrayList<>();
  private boolean stalled;

  ExpectedDelivery(Hub hub, String name, Set<String> topics) {
    this.hub = hub;
    this.reader = new ScriptedReader(hub, name, this::written);
    this.topics = topics;
  }

  void stall(int more) {
    stalled = true;
    reader.stall(more);
  }

  /**
   * @param since null, a cursor or {@link Cursor#EARLIEST}
   */
  SubscribeResult subscribe(
      List<TopicPattern> wanted, @Nullable Cursor since, boolean snapshot, SubscribeOptions asked) {
    options.add(asked);
    SubscribeResult result = hub.subscribe(reader.outbox(), wanted, since, snapshot, asked);
    patterns.addAll(wanted);
    result.replays().values().forEach(replay -> replayed.addAll(replay.updates()));
    for (String topic : topics) {
      if (wanted.stream().anyMatch(pattern -> pattern.matches(topic))) {
        listening.computeIfAbsent(topic, Listening::new).joined(result, since, snapshot);
      }
    }
    return result;
  }

  void unsubscribe(List<TopicPattern> unwanted) {
    hub.unsubscribe(reader.outbox(), unwanted);
    unwanted.forEach(patterns::remove);
    listening.keySet().removeIf(topic -> !hears(topic));
  }

  /** Another token: what it does not grant ends at once. */
  void narrow(List<TopicPattern> granted) {
    unsubscribe(patterns.stream().filter(pattern -> !granted.contains(pattern)).toList());
  }

  private boolean hears(String topic) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(topic));
  }

  private boolean asksForAll() {
    return options.equals(Set.of(SubscribeOptions.ALL));
  }

  private void written(Update update) {
    Listening to = listening.get(update.topic().name());
    if (to == null) {
      breaches.add(update + " came, which nobody subscribes to");
    } else {
      to.written(update);
    }
  }

  /**
   * Holds what was sent against what was published.
   *
   * @param published every update by its topic, in order
   * @param open whether the connection lasted to the end, and was given time to catch up
   */
  void check(Map<String, List<Update>> published, boolean open) {
    assertThat(reader.violations()).isEmpty();
    assertThat(breaches).as("%s with %s", patterns, options).isEmpty();
    if (open) {
      listening.values().forEach(each -> each.check(published.getOrDefault(each.topic, List.of())));
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

  /** One topic, from when a pattern first stood for it until none does any more. */
  private final class Listening {
    private final String topic;
    private final Set<Update> owed = new HashSet<>();
    private final List<Update> sent = new ArrayList<>();
    private final Set<Update> taken = new HashSet<>();
    private final Set<Update> late = new HashSet<>();
    private final List<String> acts = new ArrayList<>();
    private long after = Long.MAX_VALUE;
    private long firstJoined = Long.MAX_VALUE;

    Listening(String topic) {
      this.topic = topic;
    }

    void joined(SubscribeResult result, @Nullable Cursor since, boolean snapshot) {
      String feed = topic.substring(0, topic.indexOf('.'));
      Position tail = requireNonNull(result.cursor().position(feed));
      List<Update> given =
          requireNonNull(result.replays().get(feed)).updates().stream()
              .filter(update -> update.topic().name().equals(topic))
              .toList();
      firstJoined = Math.min(firstJoined, tail.offset());
      acts.add(
          patterns
              + " since "
              + since
              + " "
              + snapshot
              + " tail "
              + tail
              + " gave "
              + given.stream().map(Update::offset).toList());
      owed.addAll(given);
      after = Math.min(after, tail.offset());
      Position from = since == null ? null : since.position(feed);
      if (from != null && requireNonNull(result.replays().get(feed)).recovered()) {
        // A reader that was told that it is whole is whole.
        after = Math.min(after, from.offset());
      }
      if (since == null && snapshot && sent.isEmpty() && !given.isEmpty()) {
        after = Math.min(after, given.get(0).previousOffset());
      }
      if (since != null && since.isEarliest()) {
        late.addAll(given);
        if (!given.isEmpty()) {
          after = Math.min(after, given.get(0).previousOffset());
        }
      }
    }

    void written(Update update) {
      boolean first = sent.isEmpty();
      if (!taken.add(update)) {
        breaches.add(update + " came twice in " + sent + " " + acts);
      }
      if (update.offset() <= firstJoined && !owed.contains(update)) {
        breaches.add(update + " is older than what was asked for");
      }
      if (!first && !late.contains(update)) {
        Update before = sent.get(sent.size() - 1);
        if (update.offset() < before.offset() && !late.contains(before)) {
          breaches.add(update + " came after " + before);
        } else if (isExact() && !late.contains(before) && update.seq() != before.seq() + 1) {
          breaches.add(update + " does not follow " + before);
        }
      }
      sent.add(update);
    }

    private boolean isExact() {
      return asksForAll() && (topic.startsWith("chat.") || !stalled);
    }

    void check(List<Update> published) {
      List<Update> promised = published.stream().filter(each -> each.offset() > after).toList();
      if (promised.isEmpty()) {
        return;
      }
      if (isExact()) {
        assertThat(promised.stream().filter(each -> !taken.contains(each)))
            .as("missing on %s of %s, which goes on after %s", topic, patterns, after)
            .isEmpty();
      } else {
        assertThat(sent)
            .as("sent on %s to %s with %s", topic, patterns, options)
            .contains(promised.get(promised.size() - 1));
      }
    }
  }
}
