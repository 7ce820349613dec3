package io.feedhorn.presence;

import java.time.Duration;

/**
 * The limits of presence. Immutable.
 *
 * @param grace the time without a connection after which a user has left
 * @param lease the time for which a poll counts as a connection after its answer
 * @param members the maximum number of users of one topic that are published
 * @param topics the maximum number of topics whose users are published
 * @param total the maximum number of published users of all topics: the feed {@code sys} has other
 *     topics, too
 */
public record PresenceOptions(Duration grace, Duration lease, int members, int topics, int total) {
  /** A grace of 5 s, leases of 30 s, 1,000 users of a topic, 10,000 topics. */
  public static final PresenceOptions DEFAULT =
      new PresenceOptions(Duration.ofSeconds(5), Duration.ofSeconds(30), 1_000, 10_000, 50_000);
}
