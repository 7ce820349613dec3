package io.feedhorn.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The users who read topics on this node: by connections, and by polls, each of which counts for a
 * time. Owned by the writer's event loop, not thread-safe. The connections bound the number of
 * users; that of polls has a bound of its own, beyond which polls do not count.
 */
final class LocalPresence {
  private static final int MAX_LEASES = 100_000;

  private final MemberTable table = new MemberTable();
  private final Map<PresenceKey, Integer> connections = new HashMap<>();

  /** The time at which each lease ends, in the order of these times. */
  private final Map<PresenceKey, Long> leases = new LinkedHashMap<>();

  private final long leaseMicros;

  /**
   * @param leaseMicros the time for which a poll counts
   */
  LocalPresence(long leaseMicros) {
    this.leaseMicros = leaseMicros;
  }

  MemberTable table() {
    return table;
  }

  /** Applies a change. Returns true if other connections, or another name, are the result. */
  boolean apply(PresenceChange change, long nowMicros) {
    PresenceKey key = change.key();
    if (change.isPoll()) {
      boolean renewed = leases.remove(key) != null;
      if (!renewed && leases.size() >= MAX_LEASES) {
        return false;
      }
      leases.put(key, nowMicros + leaseMicros);
    } else if (connections.merge(key, change.connections(), Integer::sum) <= 0) {
      connections.remove(key);
    }
    String name = change.connections() < 0 ? null : change.member().name();
    return update(key, table.get(key).with(count(key), name, nowMicros));
  }

  /** Ends the leases whose time is over. Returns the users whose connections changed by that. */
  List<PresenceKey> expire(long nowMicros) {
    List<PresenceKey> changed = new ArrayList<>();
    Iterator<Map.Entry<PresenceKey, Long>> oldest = leases.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<PresenceKey, Long> lease = oldest.next();
      if (lease.getValue() > nowMicros) {
        break;
      }
      oldest.remove();
      PresenceKey key = lease.getKey();
      if (update(key, table.get(key).with(count(key), null, nowMicros))) {
        changed.add(key);
      }
    }
    return changed;
  }

  /** Returns the number of connections, or 1 for a user who only polls. */
  private int count(PresenceKey key) {
    return Math.max(connections.getOrDefault(key, 0), leases.containsKey(key) ? 1 : 0);
  }

  private boolean update(PresenceKey key, Connections after) {
    Connections before = table.get(key);
    table.put(key, after);
    return before.count() != after.count()
        || (after.count() > 0 && !Objects.equals(before.name(), after.name()));
  }
}
