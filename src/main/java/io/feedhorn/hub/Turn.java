package io.feedhorn.hub;

import io.feedhorn.model.Meters;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due at the end of the event loop's turn: the connections that are written to, then what
 * was to follow that. Owned by the hub's event loop, not thread-safe. What goes wrong with one of
 * them does not keep the others waiting.
 */
final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final Meters meters;
  private final TurnEnd end;
  private final CpuMeter cpu = new CpuMeter();
  private final List<Runnable> following = new ArrayList<>(0);
  private List<Outbox> dirty = new ArrayList<>();
  private List<Outbox> written = new ArrayList<>();
  private boolean writing;
  private @Nullable String transport;
  private int delivered;

  /**
   * @param nanoTime monotonic time in nanoseconds
   */
  Turn(Vertx vertx, Meters meters, LongSupplier nanoTime) {
    this.meters = meters;
    this.end = new TurnEnd(vertx, nanoTime, this::end);
  }

  /** Has an outbox written at the end of the turn. */
  void dirty(Outbox outbox) {
    dirty.add(outbox);
    end.ask();
  }

  /**
   * Runs an action after everything that is due was written: in this turn, where it is asked for
   * while that is being written.
   */
  void then(Runnable action) {
    following.add(action);
    if (!writing) {
      end.ask();
    }
  }

  /** Counts updates that a connection was written; told to the meters once a transport's are. */
  void delivered(String transport, int updates) {
    if (!transport.equals(this.transport)) {
      tell();
      this.transport = transport;
    }
    delivered += updates;
  }

  private void tell() {
    if (transport != null && delivered > 0) {
      meters.delivered(transport, delivered);
      delivered = 0;
    }
  }

  private int end() {
    List<Outbox> due = dirty;
    dirty = written;
    written = due;
    writing = true;
    write(due);
    writing = false;
    int connections = due.size();
    due.clear();
    tell();
    List<Runnable> actions = List.copyOf(following);
    following.clear();
    actions.forEach(Turn::run);
    return connections;
  }

  private void write(List<Outbox> due) {
    if (!cpu.begin()) {
      due.forEach(Turn::flush);
      return;
    }
    String carrying = null;
    for (Outbox each : due) {
      if (carrying != null && !carrying.equals(each.transport())) {
        meters.traffic(carrying).spent(cpu.lap());
      }
      carrying = each.transport();
      flush(each);
    }
    if (carrying != null) {
      meters.traffic(carrying).spent(cpu.lap());
    }
  }

  private static void flush(Outbox outbox) {
    try {
      outbox.flush();
    } catch (RuntimeException failure) {
      LOG.error("A connection could not be written to, and is ended", failure);
      outbox.end();
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failure) {
      LOG.error("An action at the end of a turn failed", failure);
    }
  }
}
