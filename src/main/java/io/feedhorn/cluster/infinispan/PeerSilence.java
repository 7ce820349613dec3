package io.feedhorn.cluster.infinispan;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The silence of one other member, counted in checks and not in time: a suspension of this node, or
 * of the whole machine, is one check. Decides after how many checks without a message the member is
 * silent: twice the longest time between two heartbeats of the last seconds and some more, so that
 * a busy machine gets more time than one whose heartbeats come regularly. Longer times do not count
 * for that: then the member was suspended, or had excluded this node. A new member gets the longest
 * time at first, because a JVM that starts is late, and less with each check. Owned by the thread
 * of the checks, but for {@link #returned}.
 */
final class PeerSilence {
  static final int MIN_CHECKS = 14;
  static final int MAX_CHECKS = 60;
  static final int NEW_CHECKS = 100;
  static final int WINDOW = 200;
  private static final int MORE_CHECKS = 8;
  private static final long NEVER = -1;
  private static final Lateness NONE = new Lateness(0, "regular heartbeats");
  private static final Lateness NEW = new Lateness(0, "a new member");

  private final long since;
  private long heardAt;
  private long heartbeatAt;
  private long promisedUntil;
  private long limit = MAX_CHECKS;
  private Lateness reason = NEW;
  private Lateness longest = NONE;
  private Lateness longestBefore = NONE;
  private long window;
  private final AtomicLong returnedAt = new AtomicLong(NEVER);

  /** A lateness in checks, and the one who was late. */
  private record Lateness(long checks, String name) {
    @Override
    public String toString() {
      return checks == 0 ? name : "%s that came %d intervals late".formatted(name, checks);
    }
  }

  /**
   * Creates the state of a member that was just heard.
   *
   * @param check the number of the current check
   */
  PeerSilence(long check) {
    since = check;
    heardAt = check;
    heartbeatAt = check;
    promisedUntil = check + MAX_CHECKS;
  }

  /** Continues, from the next check on, with a member that was excluded and is back. Any thread. */
  void returned(long check) {
    returnedAt.set(check);
  }

  private void applyReturn() {
    long check = returnedAt.getAndSet(NEVER);
    if (check != NEVER) {
      heardAt = check;
      heartbeatAt = check;
      promisedUntil = Math.max(promisedUntil, check + MIN_CHECKS);
    }
  }

  /**
   * Returns true if the member is silent. Called at each check.
   *
   * @param newestHeardAt the number of the check before the member's newest message of any kind
   * @param newestHeartbeatAt the number of the check before its newest heartbeat
   * @param intervals the time since the check before, in intervals: more than one if this node is
   *     late itself, and then others on a machine as busy may be late, too
   */
  boolean isSilent(long check, long newestHeardAt, long newestHeartbeatAt, long intervals) {
    applyReturn();
    long current = (check - since) / WINDOW;
    if (current != window) {
      // The member may have been excluded for many windows.
      longestBefore = current == window + 1 ? longest : NONE;
      window = current;
      longest = NONE;
    }
    // A node that is later than that was suspended; that says nothing about a busy machine.
    long own = intervals > MAX_CHECKS ? 0 : intervals;
    long between = newestHeartbeatAt - heartbeatAt;
    long late = between >= limit ? 0 : between;
    if (Math.max(own, late) > longest.checks) {
      longest = own > late ? new Lateness(own, "own checks") : new Lateness(late, "heartbeats");
    }
    heardAt = Math.max(heardAt, newestHeardAt);
    heartbeatAt = Math.max(heartbeatAt, newestHeartbeatAt);
    Lateness recent = longest.checks > longestBefore.checks ? longest : longestBefore;
    long least = least(check - since);
    long adapted = Math.min(MAX_CHECKS, 2 * recent.checks + MORE_CHECKS);
    limit = Math.max(least, adapted);
    if (heardAt + limit > promisedUntil) {
      promisedUntil = heardAt + limit;
      reason = adapted > least ? recent : least == MIN_CHECKS ? NONE : NEW;
    }
    return check >= promisedUntil;
  }

  /**
   * Returns the number of checks that a member gets whose heartbeats come regularly. What is
   * promised to a new one must end with the time in which it is new, too.
   *
   * @param age the number of checks since the member joined
   */
  private static long least(long age) {
    return age >= NEW_CHECKS
        ? MIN_CHECKS
        : MAX_CHECKS - (MAX_CHECKS - MIN_CHECKS) * age / NEW_CHECKS;
  }

  /** Returns a description of what the time depends on that the member has got. */
  String limitReason() {
    return reason.toString();
  }

  /** Returns true if the member was silent for so long that no other member waits for it. */
  boolean isSilentForLongest(long check) {
    return check >= heardAt + MAX_CHECKS;
  }

  /**
   * Returns the number of checks from the newest message on, before which the member will not be
   * silent, whatever happens until then.
   */
  long promise() {
    return promisedUntil - heardAt;
  }
}
