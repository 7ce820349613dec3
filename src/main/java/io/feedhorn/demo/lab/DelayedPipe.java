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
 * One direction of a connection through a simulated network: delivers bytes later, in order. The
 * bytes in flight are bounded; beyond that the sender is paused, so that a server notices a slow
 * reader as on a real network. Owned by one event loop, not thread-safe.
 */
final class DelayedPipe {
  private static final int SEGMENT_BYTES = 1_448;
  private static final int MAX_IN_FLIGHT_BYTES = 512 * 1024;
  private static final long RETRANSMISSION_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private record Segment(Buffer bytes, long arrival) {}

  private final Vertx vertx;
  private final NetSocket from;
  private final NetSocket to;
  private final Supplier<NetworkConditions> conditions;
  private final LongUnaryOperator awakeAt;
  private final DoubleSupplier random;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private int inFlight;
  private long linkFree;
  private long lastArrival;
  private boolean ended;

  /**
   * @param awakeAt returns the time at which the receiver is awake, from the current time:
   *     nanoseconds
   * @param notBefore the earliest arrival of the first byte, in nanoseconds
   * @param random returns numbers from 0 to 1
   */
  DelayedPipe(
      Vertx vertx,
      NetSocket from,
      NetSocket to,
      Supplier<NetworkConditions> conditions,
      LongUnaryOperator awakeAt,
      long notBefore,
      DoubleSupplier random) {
    this.vertx = vertx;
    this.from = from;
    this.to = to;
    this.conditions = conditions;
    this.awakeAt = awakeAt;
    this.lastArrival = notBefore;
    this.linkFree = System.nanoTime();
    this.random = random;
  }

  void open() {
    from.handler(this::receive);
    to.drainHandler(drained -> updateFlow());
  }

  private void receive(Buffer bytes) {
    long at = arrival(bytes.length());
    segments.add(new Segment(bytes, at));
    inFlight += bytes.length();
    if (inFlight > MAX_IN_FLIGHT_BYTES) {
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
    NetworkConditions now = conditions.get();
    long begin = System.nanoTime();
    if (now.kilobits() > 0) {
      linkFree = Math.max(linkFree, begin) + bytes * 8_000_000L / now.kilobits();
      begin = linkFree;
    }
    long delay = TimeUnit.MILLISECONDS.toNanos(now.delayMillis());
    long at = Math.max(begin + delay, lastArrival);
    for (int sent = 0; sent < bytes; sent += SEGMENT_BYTES) {
      if (random.getAsDouble() * 100 < now.lossPercent()) {
        at += Math.max(RETRANSMISSION_NANOS, 2 * delay);
      }
    }
    lastArrival = at;
    return at;
  }

  private void deliverDue() {
    long now = System.nanoTime();
    long awake = awakeAt.applyAsLong(now);
    if (awake > now) {
      vertx.timer(awake - now, TimeUnit.NANOSECONDS).onSuccess(due -> deliverDue());
      return;
    }
    for (Segment next = segments.peek();
        next != null && next.arrival() <= now;
        next = segments.peek()) {
      segments.remove();
      inFlight -= next.bytes().length();
      to.write(next.bytes());
    }
    if (ended && segments.isEmpty()) {
      to.end();
    }
    updateFlow();
  }

  private void updateFlow() {
    if (inFlight > MAX_IN_FLIGHT_BYTES || to.writeQueueFull()) {
      from.pause();
    } else {
      from.resume();
    }
  }

  /** Closes the receiver after the bytes in flight, because the sender has closed. */
  void end() {
    ended = true;
    if (segments.isEmpty()) {
      to.end();
    }
  }
}
