package io.feedhorn.source;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  void heard(Guest guest) {
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
