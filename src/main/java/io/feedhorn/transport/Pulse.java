package io.feedhorn.transport;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The heartbeat of all connections of one event loop, with one timer for all of them. Owned by that
 * event loop, not thread-safe.
 */
public final class Pulse {
  private final Duration interval;
  private final Set<Beating> connections = new LinkedHashSet<>();

  /** A connection that wants to be woken at every beat. */
  @FunctionalInterface
  public interface Beating {
    void beat();
  }

  public Pulse(Vertx vertx, Duration interval) {
    this.interval = interval;
    vertx.setPeriodic(interval.toMillis(), timer -> beat());
  }

  /** The time between two beats. */
  public Duration interval() {
    return interval;
  }

  public void add(Beating connection) {
    connections.add(connection);
  }

  public void remove(Beating connection) {
    connections.remove(connection);
  }

  private void beat() {
    List.copyOf(connections).forEach(Beating::beat);
  }
}
