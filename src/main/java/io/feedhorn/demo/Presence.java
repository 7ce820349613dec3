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
 * The users of a room who are present: their last update is recent. Bounded: in a full room new
 * users are not recorded, so that a flood of invented users does not displace real ones. Not
 * thread-safe.
 */
final class Presence {
  private final int maxUsers;
  private final long maxSilenceNanos;
  private final LongSupplier nanoTime;

  /** By ID, the longest silent first: each sign of life moves a user to the end. */
  private final Map<String, Seen> users = new LinkedHashMap<>();

  /** The IDs of users who left and did not join again. */
  private final Set<String> left = new LinkedHashSet<>();

  /**
   * @param maxUsers the maximum number of recorded users
   * @param maxSilence the silence after which a user counts as gone
   * @param nanoTime a monotonic clock, {@code System::nanoTime}
   */
  Presence(int maxUsers, Duration maxSilence, LongSupplier nanoTime) {
    this.maxUsers = maxUsers;
    this.maxSilenceNanos = maxSilence.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Records a user who joined or sent a message. */
  void join(ChatUser user) {
    left.remove(user.who());
    record(user);
  }

  /**
   * Records a sign of life, except of a user who left: the sign may have been sent earlier on
   * another connection.
   */
  void keepAlive(ChatUser user) {
    if (!left.contains(user.who())) {
      record(user);
    }
  }

  private void record(ChatUser user) {
    users.remove(user.who());
    if (users.size() < maxUsers) {
      users.put(user.who(), new Seen(user, nanoTime.getAsLong()));
    }
  }

  /** Extends the time of all users by a pause in which this process received nothing. */
  void extend(long pauseNanos) {
    users.replaceAll((who, seen) -> new Seen(seen.user(), seen.at() + pauseNanos));
  }

  /** Removes a user who left. */
  void leave(String who) {
    users.remove(who);
    left.add(who);
    if (left.size() > maxUsers) {
      left.remove(left.iterator().next());
    }
  }

  /** Removes and returns the longest silent user; null if nobody is silent for too long. */
  @Nullable ChatUser removeSilentUser() {
    Iterator<Seen> eldest = users.values().iterator();
    if (!eldest.hasNext()) {
      return null;
    }
    Seen seen = eldest.next();
    if (nanoTime.getAsLong() - seen.at() < maxSilenceNanos) {
      return null;
    }
    eldest.remove();
    return seen.user();
  }

  int size() {
    return users.size();
  }

  private record Seen(ChatUser user, long at) {}
}
