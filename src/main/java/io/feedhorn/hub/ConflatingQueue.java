package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue of pending updates that has at most one replaceable update of each topic. Owned by the
 * hub's event loop, not thread-safe. A newer update takes a place at the end, so the order of a
 * feed is the order of its offsets.
 */
final class ConflatingQueue {
  // The key of a replaceable update is its topic's name, of a notification with a collapse key that
  // key, and of any other the update itself.
  private final Map<Object, PendingUpdate> pending = new LinkedHashMap<>();

  private record Collapse(String topic, String key) {}

  private static Object key(Update update, boolean replaceable) {
    if (replaceable) {
      return update.topic().name();
    }
    String collapseKey = update.collapseKey();
    return collapseKey == null ? update : new Collapse(update.topic().name(), collapseKey);
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  int size() {
    return pending.size();
  }

  /** Returns the oldest update, or null if there is none. */
  @Nullable Update peek() {
    Iterator<PendingUpdate> oldestFirst = pending.values().iterator();
    return oldestFirst.hasNext() ? oldestFirst.next().update() : null;
  }

  /**
   * Removes the update that another would replace: the replaceable one of its topic, or, if the
   * other is not replaceable, the one with its collapse key or the same update.
   *
   * @return the removed one, or null if there is none
   */
  @Nullable PendingUpdate removeReplacedBy(Update update, boolean replaceable) {
    return pending.remove(key(update, replaceable));
  }

  /** Adds an update at the end. The one that it replaces was removed before. */
  void add(PendingUpdate added) {
    PendingUpdate replaced = pending.put(key(added.update(), added.replaceable()), added);
    assert replaced == null : "added without removing " + replaced;
  }

  /** Removes and returns the oldest update, or null if there is none. */
  @Nullable PendingUpdate poll() {
    Iterator<PendingUpdate> oldestFirst = pending.values().iterator();
    if (!oldestFirst.hasNext()) {
      return null;
    }
    PendingUpdate oldest = oldestFirst.next();
    oldestFirst.remove();
    return oldest;
  }

  /** Removes and returns the updates that a predicate accepts, oldest first. */
  List<PendingUpdate> removeIf(Predicate<Update> removal) {
    List<PendingUpdate> removed = new ArrayList<>(0);
    pending.values().removeIf(each -> removal.test(each.update()) && removed.add(each));
    return removed;
  }

  /** Removes and returns all updates, oldest first. */
  List<PendingUpdate> drain() {
    List<PendingUpdate> all = List.copyOf(pending.values());
    pending.clear();
    return all;
  }

  void clear() {
    pending.clear();
  }
}
