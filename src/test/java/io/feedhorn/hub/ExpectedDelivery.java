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
 * One connection, with a model of the updates that it must receive. Owned by the hub's event loop
 * until the end of the test.
 */
final class ExpectedDelivery {
  final ScriptedReader reader;
  private final Hub hub;
  private final Set<String> topics;
  private final Set<TopicPattern> patterns = new LinkedHashSet<>();
  private final Set<SubscribeOptions> options = new HashSet<>();
  private final Set<Update> replayed = new HashSet<>();
  private final Map<String, TopicDelivery> topicDeliveries = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
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
      List<TopicPattern> added, @Nullable Cursor since, boolean snapshot, SubscribeOptions chosen) {
    options.add(chosen);
    SubscribeResult result = hub.subscribe(reader.outbox(), added, since, snapshot, chosen);
    patterns.addAll(added);
    result.replays().values().forEach(replay -> replayed.addAll(replay.updates()));
    for (String topic : topics) {
      if (added.stream().anyMatch(pattern -> pattern.matches(topic))) {
        topicDeliveries
            .computeIfAbsent(topic, TopicDelivery::new)
            .subscribed(result, since, snapshot);
      }
    }
    return result;
  }

  void unsubscribe(List<TopicPattern> removed) {
    hub.unsubscribe(reader.outbox(), removed);
    removed.forEach(patterns::remove);
    topicDeliveries.keySet().removeIf(topic -> !matches(topic));
  }

  /** Removes patterns that are not granted, as for a token with fewer permissions. */
  void restrictTo(List<TopicPattern> granted) {
    unsubscribe(patterns.stream().filter(pattern -> !granted.contains(pattern)).toList());
  }

  private boolean matches(String topic) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(topic));
  }

  private boolean hasNoReducedOptions() {
    return options.equals(Set.of(SubscribeOptions.ALL));
  }

  private void written(Update update) {
    TopicDelivery to = topicDeliveries.get(update.topic().name());
    if (to == null) {
      violations.add(update + " came without a subscription");
    } else {
      to.written(update);
    }
  }

  /**
   * Compares the sent updates with the published ones.
   *
   * @param published all updates by topic, in order
   * @param open true if the connection is open and has caught up
   */
  void check(Map<String, List<Update>> published, boolean open) {
    assertThat(reader.violations()).isEmpty();
    assertThat(violations).as("%s with %s", patterns, options).isEmpty();
    if (open) {
      topicDeliveries
          .values()
          .forEach(each -> each.check(published.getOrDefault(each.topic, List.of())));
    }
    if (options.size() <= 1) {
      checkOrderOfEachFeed();
    }
    if (patterns.stream().allMatch(pattern -> pattern.feed().equals("chat"))
        && reader.sent().stream().allMatch(update -> update.topic().feed().equals("chat"))
        && reader.tooSlowCalls() > 0) {
      assertThat(stalled).as("closed as too slow only if stalled").isTrue();
    }
  }

  private void checkOrderOfEachFeed() {
    Map<String, Long> newest = new HashMap<>();
    for (Update update : reader.sent()) {
      String feed = update.topic().feed();
      long before = newest.getOrDefault(feed, 0L);
      if (!replayed.contains(update)) {
        assertThat(update.offset())
            .as("order of %s in %s", feed, reader.offsets())
            .isGreaterThan(before);
      }
      newest.put(feed, Math.max(before, update.offset()));
    }
  }

  /** One topic, while at least one pattern matches it. */
  private final class TopicDelivery {
    private final String topic;
    private final Set<Update> ofReplays = new HashSet<>();
    private final List<Update> sent = new ArrayList<>();
    private final Set<Update> received = new HashSet<>();
    private final Set<Update> late = new HashSet<>();
    private final List<String> subscribes = new ArrayList<>();
    private long after = Long.MAX_VALUE;
    private long firstEnd = Long.MAX_VALUE;

    TopicDelivery(String topic) {
      this.topic = topic;
    }

    void subscribed(SubscribeResult result, @Nullable Cursor since, boolean snapshot) {
      String feed = topic.substring(0, topic.indexOf('.'));
      Position end = requireNonNull(result.cursor().position(feed));
      List<Update> replay =
          requireNonNull(result.replays().get(feed)).updates().stream()
              .filter(update -> update.topic().name().equals(topic))
              .toList();
      firstEnd = Math.min(firstEnd, end.offset());
      subscribes.add(
          patterns
              + " since "
              + since
              + " "
              + snapshot
              + " end "
              + end
              + " replayed "
              + replay.stream().map(Update::offset).toList());
      ofReplays.addAll(replay);
      after = Math.min(after, end.offset());
      Position from = since == null ? null : since.position(feed);
      if (from != null && requireNonNull(result.replays().get(feed)).recovered()) {
        // A reader with a recovered replay misses nothing.
        after = Math.min(after, from.offset());
      }
      if (since == null && snapshot && sent.isEmpty() && !replay.isEmpty()) {
        after = Math.min(after, replay.get(0).previousOffset());
      }
      if (since != null && since.isEarliest()) {
        late.addAll(replay);
        if (!replay.isEmpty()) {
          after = Math.min(after, replay.get(0).previousOffset());
        }
      }
    }

    void written(Update update) {
      boolean first = sent.isEmpty();
      if (!received.add(update)) {
        violations.add(update + " came twice in " + sent + " " + subscribes);
      }
      if (update.offset() <= firstEnd && !ofReplays.contains(update)) {
        violations.add(update + " is older than the subscription");
      }
      if (!first && !late.contains(update)) {
        Update before = sent.get(sent.size() - 1);
        if (update.offset() < before.offset() && !late.contains(before)) {
          violations.add(update + " came after " + before);
        } else if (isExact() && !late.contains(before) && update.seq() != before.seq() + 1) {
          violations.add(update + " does not follow " + before);
        }
      }
      sent.add(update);
    }

    private boolean isExact() {
      return hasNoReducedOptions() && (topic.startsWith("chat.") || !stalled);
    }

    void check(List<Update> published) {
      List<Update> expected = published.stream().filter(each -> each.offset() > after).toList();
      if (expected.isEmpty()) {
        return;
      }
      if (isExact()) {
        assertThat(expected.stream().filter(each -> !received.contains(each)))
            .as("missing on %s of %s after %s", topic, patterns, after)
            .isEmpty();
      } else {
        assertThat(sent)
            .as("sent on %s to %s with %s", topic, patterns, options)
            .contains(expected.get(expected.size() - 1));
      }
    }
  }
}
