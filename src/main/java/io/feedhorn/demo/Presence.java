package io.feedhorn.demo;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room: everyone heard of lately. Bounded; in a full room newcomers are not remembered,
 * so that a flood of made-up guests cannot push real ones out. Not thread-safe.
 */
final class Presence {
  private final int most;
  private final long patienceNanos;
  private final LongSupplier nanos;

  /** Longest silent first: a guest moves to the end with each sign of life. */
  private final Map<String, Seen> guests = new LinkedHashMap<>();

  /** Who said goodbye, and has not come again since. */
  private final Set<String> gone = new LinkedHashSet<>();

  /**
   * @param most the most guests remembered
   * @param patience the silence after which a guest has left
   * @param nanos a clock that never jumps, {@code System::nanoTime}
   */
  Presence(int most, Duration patience, LongSupplier nanos) {
    this.most = most;
    this.patienceNanos = patience.toNanos();
    this.nanos = nanos;
  }

  /** A guest came in, or spoke. */
  void heard(ChatUser user) {
    gone.remove(user.who());
    note(user);
  }

  /**
   * A guest is still there, unless it said goodbye: what it said before on another connection may
   * come after that.
   */
  void isAlive(ChatUser user) {
    if (!gone.contains(user.who())) {
      note(user);
    }
  }

  private void note(ChatUser user) {
    guests.remove(user.who());
    if (guests.size() < most) {
      guests.put(user.who(), new Seen(user, nanos.getAsLong()));
    }
  }

  /** Gives everybody more time, as much as this process did not listen. */
  void excuse(long silentNanos) {
    guests.replaceAll((who, seen) -> new Seen(seen.user(), seen.at() + silentNanos));
  }

  void left(String who) {
    guests.remove(who);
    gone.add(who);
    if (gone.size() > most) {
      gone.remove(gone.iterator().next());
    }
  }

  /** Forgets the guest that has been silent longest, and returns it; null if all have patience. */
  @Nullable ChatUser removeSilent() {
    Iterator<Seen> eldest = guests.values().iterator();
    if (!eldest.hasNext()) {
      return null;
    }
    Seen seen = eldest.next();
    if (nanos.getAsLong() - seen.at() < patienceNanos) {
      return null;
    }
    eldest.remove();
    return seen.user();
  }

  int size() {
    return guests.size();
  }

  private record Seen(ChatUser user, long at) {}
}
