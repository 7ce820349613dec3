package io.feedhorn.hub;

import io.feedhorn.metrics.Metrics;
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
final class FlushQueue {
  private static final Logger LOG = LoggerFactory.getLogger(FlushQueue.class);

  private final Metrics metrics;
  private final FlushScheduler flushAll;
  private final CpuSampler cpu = new CpuSampler();
  private final List<Runnable> following = new ArrayList<>(0);
  private List<Outbox> scheduleFlush = new ArrayList<>();
  private List<Outbox> written = new ArrayList<>();
  private boolean writing;
  private @Nullable String transport;
  private int delivered;

  /**
   * @param nanoTime monotonic time in nanoseconds
   */
  FlushQueue(Vertx vertx, Metrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.flushAll = new FlushScheduler(vertx, nanoTime, this::flushAll);
  }

  /** Has an outbox written at the end of the turn. */
  void scheduleFlush(Outbox outbox) {
    scheduleFlush.add(outbox);
    flushAll.schedule();
  }

  /**
   * Runs an action after everything that is due was written: in this turn, where it is asked for
   * while that is being written.
   */
  void afterFlush(Runnable action) {
    following.add(action);
    if (!writing) {
      flushAll.schedule();
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
      metrics.delivered(transport, delivered);
      delivered = 0;
    }
  }

  private int flushAll() {
    List<Outbox> due = scheduleFlush;
    scheduleFlush = written;
    written = due;
    writing = true;
    write(due);
    writing = false;
    int connections = due.size();
    due.clear();
    tell();
    List<Runnable> actions = List.copyOf(following);
    following.clear();
    actions.forEach(FlushQueue::run);
    return connections;
  }

  private void write(List<Outbox> due) {
    if (!cpu.start()) {
      due.forEach(FlushQueue::flush);
      return;
    }
    String carrying = null;
    for (Outbox each : due) {
      if (carrying != null && !carrying.equals(each.transport())) {
        metrics.forTransport(carrying).cpuTime(cpu.elapsedNanos());
      }
      carrying = each.transport();
      flush(each);
    }
    if (carrying != null) {
      metrics.forTransport(carrying).cpuTime(cpu.elapsedNanos());
    }
  }

  private static void flush(Outbox outbox) {
    try {
      outbox.flush();
    } catch (RuntimeException failure) {
      LOG.error("A connection could not be written to, and is ended", failure);
      outbox.endTooSlow();
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
