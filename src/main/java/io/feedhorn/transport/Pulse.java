package io.feedhorn.transport;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The heartbeat of all connections of one event loop, with one timer for all of them. They are
 * woken in parts, one after the other, so that thousands of writes do not keep updates waiting.
 * Owned by that event loop, not thread-safe.
 */
public final class Pulse {
  private static final int PARTS = 20;

  private final Duration interval;
  private final List<Set<Beating>> parts =
      Stream.<Set<Beating>>generate(LinkedHashSet::new).limit(PARTS).toList();
  private int next;

  /** A connection that wants to be woken at every beat. */
  @FunctionalInterface
  public interface Beating {
    void beat();
  }

  public Pulse(Vertx vertx, Duration interval) {
    this.interval = interval;
    vertx.setPeriodic(Math.max(1, interval.toMillis() / PARTS), timer -> beat());
  }

  /** The time between two beats of a connection. */
  public Duration interval() {
    return interval;
  }

  public void add(Beating connection) {
    partOf(connection).add(connection);
  }

  public void remove(Beating connection) {
    partOf(connection).remove(connection);
  }

  private Set<Beating> partOf(Beating connection) {
    return parts.get(Math.floorMod(System.identityHashCode(connection), PARTS));
  }

  private void beat() {
    Set<Beating> part = parts.get(next);
    next = (next + 1) % PARTS;
    List.copyOf(part).forEach(Beating::beat);
  }
}
