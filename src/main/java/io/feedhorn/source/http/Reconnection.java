package io.feedhorn.source.http;

import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * The state of one connection at a time: its silence is bounded, and its end is reported once and
 * followed by the next connection after a pause. Owned by the source's event loop.
 */
final class Reconnection {
  private final Vertx vertx;
  private final SourceIntake intake;
  private final SourceHealth parts;
  private final String part;
  private final Backoff backoff;
  private final Runnable connect;
  private final Runnable ended;
  private final long silenceMillis;
  private long number;
  private long lastActivity;
  private boolean open;
  private boolean stopped;
  private long minPauseMillis;

  /**
   * @param silenceMillis the time without activity that ends a connection; 0: none
   * @param connect starts the next connection
   */
  Reconnection(Vertx vertx, SourceIntake intake, long silenceMillis, Runnable connect) {
    this(vertx, intake, new SourceHealth(intake), "", silenceMillis, connect, () -> {});
  }

  /**
   * @param part the name of the connection among the parts of the source
   * @param silenceMillis the time without activity that ends a connection; 0: none
   * @param connect starts the next connection
   * @param ended is called at the end of each connection or attempt
   */
  Reconnection(
      Vertx vertx,
      SourceIntake intake,
      SourceHealth parts,
      String part,
      long silenceMillis,
      Runnable connect,
      Runnable ended) {
    this.vertx = vertx;
    this.intake = intake;
    this.parts = parts;
    this.part = part;
    this.backoff = intake.newBackoff();
    this.silenceMillis = silenceMillis;
    this.connect = connect;
    this.ended = ended;
    parts.add(part);
  }

  /**
   * Begins a connection, and returns its number.
   *
   * @param close closes the connection after too long a silence
   */
  long begin(Runnable close) {
    open = true;
    long begun = ++number;
    active();
    if (silenceMillis > 0) {
      watch(begun, close);
    }
    return begun;
  }

  private void watch(long begun, Runnable close) {
    long left = lastActivity + silenceMillis - now();
    vertx.setTimer(
        Math.max(1, left),
        timer -> {
          if (!intake.ready().isComplete()) {
            active(); // Nothing is read while messages wait for the writer.
          }
          if (isCurrent(begun) && now() - lastActivity >= silenceMillis) {
            end(begun, "nothing was received for " + silenceMillis + " ms (heartbeat)", 0);
            close.run();
          } else if (isCurrent(begun)) {
            watch(begun, close);
          }
        });
  }

  /** Returns true if a connection is the current one, and has not ended. */
  boolean isCurrent(long begun) {
    return open && begun == number;
  }

  /** Notes that something was received. */
  void active() {
    lastActivity = now();
  }

  /** Notes that the connection works. */
  void live() {
    backoff.reset();
    parts.live(part);
  }

  /** Sets the shortest pause, as the upstream wishes. */
  void setMinPauseMillis(long millis) {
    minPauseMillis = millis;
  }

  /**
   * Ends a connection, or an attempt, and connects again later. Has no effect if another one has
   * begun, or this one has ended.
   *
   * @param reason null if the upstream ended it as planned
   */
  void end(long begun, @Nullable String reason, long pauseMillis) {
    if (!isCurrent(begun)) {
      return;
    }
    open = false;
    parts.failing(part, reason == null ? "the upstream closed the connection" : reason);
    ended.run();
    long pause = Math.max(Math.max(minPauseMillis, pauseMillis), backoff.nextMillis());
    vertx.setTimer(
        pause,
        timer -> {
          if (!stopped) {
            connect.run();
          }
        });
  }

  /** Ends without another connection. */
  void stop() {
    stopped = true;
    open = false;
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }
}
