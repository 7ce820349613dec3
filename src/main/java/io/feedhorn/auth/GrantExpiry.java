package io.feedhorn.auth;

import io.feedhorn.model.Clock;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * The permissions of a connection, with a timer for their expiry. Owned by the connection's event
 * loop, not thread-safe. Permissions without expiry need no timer.
 */
public final class GrantExpiry {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Clock clock;
  private final long checkMillis;
  private final Runnable expired;
  private Permissions permissions;
  private long timer = NO_TIMER;
  private boolean ended;

  /**
   * @param checkInterval the longest time between two comparisons with the wall clock: timers use a
   *     clock that stands still while the machine is suspended
   * @param expired called once when the permissions have expired, unless {@link #renew} or {@link
   *     #end} was called before
   */
  public GrantExpiry(
      Vertx vertx, Clock clock, Duration checkInterval, Permissions permissions, Runnable expired) {
    this.vertx = vertx;
    this.clock = clock;
    this.checkMillis = checkInterval.toMillis();
    this.expired = expired;
    this.permissions = permissions;
    arm();
  }

  public Permissions grant() {
    return permissions;
  }

  /** Replaces the permissions. */
  public void renew(Permissions other) {
    cancel();
    permissions = other;
    arm();
  }

  /** Cancels the timer: the connection has ended. */
  public void end() {
    ended = true;
    cancel();
  }

  private void cancel() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  private void arm() {
    if (!ended && permissions.expires() != Permissions.NEVER) {
      timer = vertx.setTimer(Math.max(1, Math.min(remainingMillis(), checkMillis)), due -> check());
    }
  }

  private void check() {
    timer = NO_TIMER;
    if (remainingMillis() <= 0) {
      expired.run();
    } else {
      arm();
    }
  }

  private long remainingMillis() {
    return permissions.expires() - clock.wallMicros() / 1_000;
  }
}
