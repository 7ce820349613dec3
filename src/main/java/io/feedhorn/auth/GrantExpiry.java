package io.feedhorn.auth;

import io.feedhorn.model.Clock;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * What a connection may do, for as long as it may. Owned by the connection's event loop, not
 * thread-safe. One that never ends costs no timer.
 */
public final class GrantExpiry {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Clock clock;
  private final long lookMillis;
  private final Runnable over;
  private Permissions permissions;
  private long timer = NO_TIMER;
  private boolean ended;

  /**
   * @param look how often the end is compared with the wall clock, at least: timers run by another
   *     clock, which stands still while the machine is suspended
   * @param over called once the grant has expired, unless another one came or the connection ended
   */
  public GrantExpiry(
      Vertx vertx, Clock clock, Duration look, Permissions permissions, Runnable over) {
    this.vertx = vertx;
    this.clock = clock;
    this.lookMillis = look.toMillis();
    this.over = over;
    this.permissions = permissions;
    arm();
  }

  public Permissions grant() {
    return permissions;
  }

  /** Another grant takes the place of the one before. */
  public void renew(Permissions other) {
    cancel();
    permissions = other;
    arm();
  }

  /** The connection is gone. */
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
      timer = vertx.setTimer(Math.max(1, Math.min(left(), lookMillis)), due -> look());
    }
  }

  private void look() {
    timer = NO_TIMER;
    if (left() <= 0) {
      over.run();
    } else {
      arm();
    }
  }

  private long left() {
    return permissions.expires() - clock.wallMicros() / 1_000;
  }
}
