package io.feedhorn.transport;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
      Stream.<Set<HeartbeatListener>>generate(LinkedHashSet::new).limit(PARTS).toList();
  private final long minTickNanos;
  private long lastTick = System.nanoTime();
  private int next;

  /** A connection that sends heartbeats. */
  @FunctionalInterface
  public interface HeartbeatListener {
    /** Sends a heartbeat. */
    void beat();
  }

  public HeartbeatTimer(Vertx vertx, Duration interval) {
    this.interval = interval;
    long tickMillis = Math.max(1, interval.toMillis() / PARTS);
    this.minTickNanos = TimeUnit.MILLISECONDS.toNanos(tickMillis) / 2;
    vertx.setPeriodic(tickMillis, timer -> tick());
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

  private Set<HeartbeatListener> partOf(HeartbeatListener connection) {
    return parts.get(Math.floorMod(System.identityHashCode(connection), PARTS));
  }

  private void tick() {
    // After the loop was blocked, Vert.x fires the ticks that were missed at once. Without a pause
    // between them, connections would be closed before they could answer.
    long now = System.nanoTime();
    if (now - lastTick < minTickNanos) {
      return;
    }
    lastTick = now;
    Set<HeartbeatListener> part = parts.get(next);
    next = (next + 1) % PARTS;
    List.copyOf(part).forEach(HeartbeatListener::beat);
  }
}
