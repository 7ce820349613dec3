package io.feedhorn.source;

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
  void heard(Guest guest) {
    gone.remove(guest.who());
    note(guest);
  }

  /**
   * A guest is still there, unless it said goodbye: what it said before on another connection may
   * come after that.
   */
  void isAlive(Guest guest) {
    if (!gone.contains(guest.who())) {
      note(guest);
    }
  }

  private void note(Guest guest) {
    guests.remove(guest.who());
    if (guests.size() < most) {
      guests.put(guest.who(), new Seen(guest, nanos.getAsLong()));
    }
  }

  /** Gives everybody more time, as much as this process did not listen. */
  void excuse(long silentNanos) {
    guests.replaceAll((who, seen) -> new Seen(seen.guest(), seen.at() + silentNanos));
  }

  void left(String who) {
    guests.remove(who);
    gone.add(who);
    if (gone.size() > most) {
      gone.remove(gone.iterator().next());
    }
  }

  /** Forgets the guest that has been silent longest, and returns it; null if all have patience. */
  @Nullable Guest removeSilent() {
    Iterator<Seen> eldest = guests.values().iterator();
    if (!eldest.hasNext()) {
      return null;
    }
    Seen seen = eldest.next();
    if (nanos.getAsLong() - seen.at() < patienceNanos) {
      return null;
    }
    eldest.remove();
    return seen.guest();
  }

  int size() {
    return guests.size();
  }

  private record Seen(Guest guest, long at) {}
}
