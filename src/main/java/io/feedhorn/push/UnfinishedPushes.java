package io.feedhorn.push;

import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The notifications whose pushes this node sends, or may have to send if the node that does so
 * dies. Bounded in number and age: the oldest are forgotten. Owned by the writer's event loop.
 */
final class UnfinishedPushes {
  static final int MAX_WAITING = 10_000;
  static final int MAX_FINISHED = 20_000;

  /** The number of ticks for which the node that sends may report the end. */
  static final int PATIENCE_TICKS = 15;

  static final int MAX_TICKS = 1_500;

  // Notifications that other nodes send, the oldest first.
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Set<String> sending = new HashSet<>();
  private final Set<String> finished = new LinkedHashSet<>();
  private List<String> unreported = new ArrayList<>();
  private long tick;

  private record Waiting(Update update, long since) {}

  /** Returns the text that identifies a notification on all nodes. */
  static String id(Update update) {
    return update.topic().feed() + ':' + update.epoch() + ':' + update.offset();
  }

  /** Notes a notification that another node sends, or nobody. */
  void onSentElsewhere(Update update) {
    String id = id(update);
    sending.remove(id);
    if (!finished.contains(id)) {
      waiting.put(id, new Waiting(update, tick));
      removeOldest(waiting.keySet(), MAX_WAITING);
    }
  }

  /** Notes that this node sends a notification. */
  void onSending(Update update) {
    String id = id(update);
    waiting.remove(id);
    sending.add(id);
  }

  /** Notes that this node has nothing left to do for a notification. */
  void onFinished(Update update) {
    String id = id(update);
    sending.remove(id);
    unreported.add(id);
    addFinished(id);
  }

  /** Notes that other nodes have nothing left to do for some notifications. */
  void onFinishedElsewhere(Collection<String> ids) {
    ids.forEach(waiting::remove);
    ids.forEach(this::addFinished);
  }

  /** Notes that another node is sending a notification. */
  void onSendingElsewhere(String id) {
    waiting.computeIfPresent(id, (key, found) -> new Waiting(found.update(), tick));
  }

  private void addFinished(String id) {
    finished.add(id);
    removeOldest(finished, MAX_FINISHED);
  }

  private static void removeOldest(Set<String> ids, int max) {
    while (ids.size() > max) {
      ids.remove(ids.iterator().next());
    }
  }

  /** Returns what this node has finished since the last call. */
  List<String> takeUnreported() {
    List<String> taken = unreported;
    unreported = new ArrayList<>();
    return taken;
  }

  boolean isSending(String id) {
    return sending.contains(id);
  }

  boolean isFinished(String id) {
    return finished.contains(id);
  }

  /**
   * Counts a tick, and returns the notifications of which no node has reported the end in time.
   * Ticks are counted, not time: a node that was suspended must first hear the others.
   *
   * @param orders true for the feeds that this node orders
   */
  List<Update> overdue(Predicate<String> orders) {
    tick++;
    waiting.values().removeIf(each -> tick - each.since() > MAX_TICKS);
    return waiting.values().stream()
        .filter(this::isOverdue)
        .map(Waiting::update)
        .filter(update -> orders.test(update.topic().feed()))
        .toList();
  }

  private boolean isOverdue(Waiting each) {
    return tick - each.since() >= PATIENCE_TICKS;
  }

  /** Returns true if no node has said lately that it sends a notification, or has finished it. */
  boolean isOverdue(Update update) {
    Waiting found = waiting.get(id(update));
    return found != null && isOverdue(found);
  }
}
