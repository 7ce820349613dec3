package io.feedhorn.demo.lab;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * One direction of a connection through a bad network: what goes in comes out later, in order. What
 * is on the way is bounded; beyond that the sender is not read from, so that a server notices a
 * slow reader as it does on a real network. Owned by one event loop, not thread-safe.
 */
final class DelayedPipe {
  private static final int SEGMENT_BYTES = 1_448;
  private static final int MAX_BYTES = 512 * 1024;
  private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private record Piece(Buffer bytes, long at) {}

  private final Vertx vertx;
  private final NetSocket from;
  private final NetSocket to;
  private final Supplier<NetworkConditions> handicap;
  private final LongUnaryOperator awakeAt;
  private final DoubleSupplier dice;
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private int held;
  private long free;
  private long newest;
  private boolean ended;

  /**
   * @param awakeAt from now, in nanoseconds, to when the receiving side is awake: now or later
   * @param notBefore when the first byte may arrive at the earliest: nanoseconds
   * @param dice a number from 0 to 1
   */
  DelayedPipe(
      Vertx vertx,
      NetSocket from,
      NetSocket to,
      Supplier<NetworkConditions> handicap,
      LongUnaryOperator awakeAt,
      long notBefore,
      DoubleSupplier dice) {
    this.vertx = vertx;
    this.from = from;
    this.to = to;
    this.handicap = handicap;
    this.awakeAt = awakeAt;
    this.newest = notBefore;
    this.free = System.nanoTime();
    this.dice = dice;
  }

  void open() {
    from.handler(this::take);
    to.drainHandler(room -> flow());
  }

  private void take(Buffer bytes) {
    long at = arrival(bytes.length());
    pieces.add(new Piece(bytes, at));
    held += bytes.length();
    if (held > MAX_BYTES) {
      from.pause();
    }
    long wait = at - System.nanoTime();
    if (wait <= 0) {
      deliverDue();
    } else {
      vertx.timer(wait, TimeUnit.NANOSECONDS).onSuccess(due -> deliverDue());
    }
  }

  private long arrival(int bytes) {
    NetworkConditions now = handicap.get();
    long begin = System.nanoTime();
    if (now.kilobits() > 0) {
      free = Math.max(free, begin) + bytes * 8_000_000L / now.kilobits();
      begin = free;
    }
    long delay = TimeUnit.MILLISECONDS.toNanos(now.delayMillis());
    long at = Math.max(begin + delay, newest);
    for (int sent = 0; sent < bytes; sent += SEGMENT_BYTES) {
      if (dice.getAsDouble() * 100 < now.lossPercent()) {
        at += Math.max(RESEND_NANOS, 2 * delay);
      }
    }
    newest = at;
    return at;
  }

  private void deliverDue() {
    long now = System.nanoTime();
    long awake = awakeAt.applyAsLong(now);
    if (awake > now) {
      vertx.timer(awake - now, TimeUnit.NANOSECONDS).onSuccess(due -> deliverDue());
      return;
    }
    for (Piece next = pieces.peek(); next != null && next.at() <= now; next = pieces.peek()) {
      pieces.remove();
      held -= next.bytes().length();
      to.write(next.bytes());
    }
    if (ended && pieces.isEmpty()) {
      to.end();
    }
    flow();
  }

  private void flow() {
    if (held > MAX_BYTES || to.writeQueueFull()) {
      from.pause();
    } else {
      from.resume();
    }
  }

  /** The sender said its last word; what is on the way still arrives. */
  void end() {
    ended = true;
    if (pieces.isEmpty()) {
      to.end();
    }
  }
}
