package io.feedhorn.cluster.infinispan;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another member, as {@link Heartbeats} hears it. Messages are recorded on many threads; everything
 * else is owned by the thread of the checks.
 */
final class HeartbeatPeer {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPeer.class);

  private final String name;
  private final PeerSilence silence;
  private final long intervalMillis;
  private final AtomicLong heardAt;
  private final AtomicLong heartbeatAt;
  private volatile long newestSentAt;
  private long confirmedSentAt;
  private boolean silent;
  private boolean lost;

  /**
   * Creates a member that was just heard.
   *
   * @param check the number of the current check
   * @param intervalMillis the time between two checks
   */
  HeartbeatPeer(String name, long check, PeerSilence silence, long intervalMillis) {
    this.name = name;
    this.silence = silence;
    this.intervalMillis = intervalMillis;
    heardAt = new AtomicLong(check);
    heartbeatAt = new AtomicLong(check);
  }

  PeerSilence silence() {
    return silence;
  }

  /** Records any message. Any thread. */
  void heard(long check) {
    heardAt.accumulateAndGet(check, Math::max);
  }

  /** Records a heartbeat. Any thread. */
  void heartbeat(long check, long sentAt) {
    heard(check);
    heartbeatAt.accumulateAndGet(check, Math::max);
    newestSentAt = sentAt;
  }

  /** Returns true if this node does not hear the member. Called at each check. */
  boolean isSilent(long check, long intervals) {
    // In this order, so that the heartbeat to be confirmed is not newer than what was heard.
    confirmedSentAt = newestSentAt;
    boolean now = silence.isSilent(check, heardAt.get(), heartbeatAt.get(), intervals);
    if (now && !silent) {
      LOG.info(
          "Member {} is silent: no message for about {} ms, the limit of {}",
          name,
          (check - heardAt.get()) * intervalMillis,
          silence.limitReason());
    }
    silent = now;
    return now;
  }

  /**
   * Returns true if a silent member is to be suspected. Called at each check, after {@link
   * #isSilent}.
   *
   * @param lostByAll true if no other member that this node hears confirms the lease of this one
   */
  boolean isLost(long check, boolean lostByAll) {
    boolean now = silent && (lostByAll || silence.isSilentForLongest(check));
    if (now && !lost) {
      LOG.info(
          "Member {} is suspected after about {} ms: {}",
          name,
          (check - heardAt.get()) * intervalMillis,
          lostByAll
              ? "the other members do not hear it either"
              : "not all other members have lost it, but no confirmation of them is valid any more");
    }
    lost = now;
    return now;
  }

  /**
   * Returns the next heartbeat for the member.
   *
   * @param now the time of this node
   * @param silentMembers the names of the members that this node does not hear
   */
  HeartbeatMessage message(long now, Set<String> silentMembers) {
    // One check may follow the heartbeat at once, and one is in reserve.
    long validMillis = confirmedSentAt == 0 ? 0 : (silence.promise() - 2) * intervalMillis;
    return new HeartbeatMessage(
        now, confirmedSentAt, TimeUnit.MILLISECONDS.toNanos(validMillis), silentMembers);
  }
}
