package io.feedhorn.transport;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One timer for the heartbeats of all connections of one event loop. Owned by that event loop, not
 * thread-safe. The connections are called in parts, spread over the interval, so that thousands of
 * writes do not delay updates.
 */
public final class HeartbeatTimer {
  private static final int PARTS = 20;

  private final Duration interval;
  private final List<Set<HeartbeatListener>> parts =
      Stream.generate(HeartbeatTimer::newPart).limit(PARTS).toList();
  private final Vertx vertx;
  private final long tickMillis;
  private int next;

  /** A connection that sends heartbeats. */
  @FunctionalInterface
  public interface HeartbeatListener {
    /** Sends a heartbeat. */
    void beat();
  }

  public HeartbeatTimer(Vertx vertx, Duration interval) {
    this.vertx = vertx;
    this.interval = interval;
    this.tickMillis = Math.max(1, interval.toMillis() / PARTS);
    scheduleTick();
  }

  /** Returns the time between two heartbeats of a connection. */
  public Duration interval() {
    return interval;
  }

  public void add(HeartbeatListener connection) {
    partOf(connection).add(connection);
  }

  public void remove(HeartbeatListener connection) {
    partOf(connection).remove(connection);
  }

  // A third of the memory of a linked set.
  private static Set<HeartbeatListener> newPart() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private Set<HeartbeatListener> partOf(HeartbeatListener connection) {
    // Not the low bits, by which the connections of a part are found in its table.
    return parts.get((System.identityHashCode(connection) >>> 12) % PARTS);
  }

  /**
   * Not a periodic timer: after the loop was blocked, Vert.x fires all missed ticks of one at once,
   * and connections would be closed before they could answer.
   */
  private void scheduleTick() {
    vertx.setTimer(tickMillis, timer -> tick());
  }

  private void tick() {
    scheduleTick();
    Set<HeartbeatListener> part = parts.get(next);
    next = (next + 1) % PARTS;
    List.copyOf(part).forEach(HeartbeatListener::beat);
  }
}
