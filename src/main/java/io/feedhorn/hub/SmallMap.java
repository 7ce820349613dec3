package io.feedhorn.hub;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map by name in the order of insertion. Owned by the hub's event loop, not thread-safe. It has a
 * table only from the second entry on, because most connections have one feed and one pattern.
 */
final class SmallMap<V> {
  private @Nullable String onlyKey;
  private @Nullable V only;
  private @Nullable Map<String, V> table;

  @Nullable V get(String key) {
    return table == null ? key.equals(onlyKey) ? only : null : table.get(key);
  }

  void put(String key, V value) {
    if (table == null && (onlyKey == null || onlyKey.equals(key))) {
      onlyKey = key;
      only = value;
      return;
    }
    if (table == null) {
      table = new LinkedHashMap<>();
      if (onlyKey != null && only != null) {
        table.put(onlyKey, only);
      }
      onlyKey = null;
      only = null;
    }
    table.put(key, value);
  }

  /** Removes and returns a value, or null if there is none. */
  @Nullable V remove(String key) {
    if (table != null) {
      return table.remove(key);
    }
    if (!key.equals(onlyKey)) {
      return null;
    }
    V removed = only;
    onlyKey = null;
    only = null;
    return removed;
  }

  int size() {
    return table == null ? only == null ? 0 : 1 : table.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Returns the values in their order; the map must not be changed while they are read. */
  Collection<V> values() {
    if (table != null) {
      return table.values();
    }
    return only == null ? List.of() : List.of(only);
  }
}
