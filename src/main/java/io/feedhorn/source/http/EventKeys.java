package io.feedhorn.source.http;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the events of one connection, by which an event that the upstream sends again is
 * recognized. The standard allows several events with one ID: the key has the ID, a hash of the
 * data, and the number of equal events before it. Owned by the source's event loop.
 */
final class EventKeys {
  private static final int MAX_EVENTS = 10_000;

  private final Map<Integer, Integer> counts = new HashMap<>();
  private String id = "";

  /** Returns the key of the next event; null if it has no ID, or too many have the same one. */
  @Nullable String next(String lastEventId, String data) {
    if (!lastEventId.equals(id)) {
      id = lastEventId;
      counts.clear();
    }
    int hash = data.hashCode();
    if (id.isEmpty() || (counts.size() >= MAX_EVENTS && !counts.containsKey(hash))) {
      return null;
    }
    int equal = counts.merge(hash, 1, Integer::sum);
    String key = id + "/" + Integer.toHexString(hash);
    return equal == 1 ? key : key + "/" + equal;
  }
}
