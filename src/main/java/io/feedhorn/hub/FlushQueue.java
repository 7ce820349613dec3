package io.feedhorn.hub;

import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outboxes that the next flush writes, and the actions after it. Owned by the hub's event loop,
 * not thread-safe. A failure of one outbox or action does not affect the others.
 */
final class FlushQueue {
  private static final Logger LOG = LoggerFactory.getLogger(FlushQueue.class);

  /** The time is read before each batch of so many connections. */
  private static final int CONNECTIONS_PER_TIME = 8;

  private final Metrics metrics;
  private final Clock clock;
  private final FlushScheduler scheduler;
  private final WriteSpans spans;
  private final CpuSampler cpu = new CpuSampler();
  private final List<Runnable> actions = new ArrayList<>(0);
  private List<Outbox> scheduled = new ArrayList<>();
  private List<Outbox> spare = new ArrayList<>();
  private boolean flushing;
  private @Nullable String transport;
  private int delivered;
  private long nowMicros;

  /**
   * @param clock the clock of the updates
   */
  FlushQueue(Vertx vertx, Metrics metrics, Tracer tracer, Clock clock) {
    this(vertx, metrics, tracer, clock, System::nanoTime);
  }

  /**
   * @param clock the clock of the updates
   * @param nanoTime monotonic time in nanoseconds
   */
  FlushQueue(Vertx vertx, Metrics metrics, Tracer tracer, Clock clock, LongSupplier nanoTime) {
    this.spans = new WriteSpans(tracer);
    this.metrics = metrics;
    this.clock = clock;
    this.scheduler = new FlushScheduler(vertx, nanoTime, this::flushAll);
  }

  /** Adds an outbox to the next flush. */
  void scheduleFlush(Outbox outbox) {
    scheduled.add(outbox);
    scheduler.schedule();
  }

  /** Begins the span of the write of an update, which the next flush ends. */
  void beginWrite(Update update, TraceContext trace) {
    if (spans.begin(update, trace)) {
      scheduler.schedule();
    }
  }

  /** Counts a connection in the span of the write of an update. */
  void written(TraceContext trace, Outbox outbox) {
    spans.written(trace, outbox);
  }

  /** Runs an action after the next flush, or after the one that is running. */
  void afterFlush(Runnable action) {
    actions.add(action);
    if (!flushing) {
      scheduler.schedule();
    }
  }

  /** Counts written updates. The metrics get one call for consecutive ones of a transport. */
  void delivered(String transport, int updates) {
    if (!transport.equals(this.transport)) {
      reportDelivered();
      this.transport = transport;
    }
    delivered += updates;
  }

  /**
   * Returns the time of this flush, Unix time in microseconds: at most {@value
   * #CONNECTIONS_PER_TIME} connections old, because reading the clock for each costs more.
   */
  long nowMicros() {
    return nowMicros;
  }

  private void reportDelivered() {
    if (transport != null && delivered > 0) {
      metrics.delivered(transport, delivered);
      delivered = 0;
    }
  }

  private int flushAll() {
    List<Outbox> due = scheduled;
    scheduled = spare;
    spare = due;
    flushing = true;
    flush(due);
    flushing = false;
    int connections = due.size();
    due.clear();
    reportDelivered();
    spans.end();
    List<Runnable> dueActions = List.copyOf(actions);
    actions.clear();
    dueActions.forEach(FlushQueue::run);
    return connections;
  }

  private void flush(List<Outbox> due) {
    boolean measures = cpu.start();
    String measured = null;
    for (int i = 0; i < due.size(); i++) {
      Outbox each = due.get(i);
      if (i % CONNECTIONS_PER_TIME == 0) {
        nowMicros = clock.micros();
      }
      if (measures) {
        if (measured != null && !measured.equals(each.transport())) {
          metrics.forTransport(measured).cpuTime(cpu.elapsedNanos());
        }
        measured = each.transport();
      }
      flush(each);
    }
    if (measured != null) {
      metrics.forTransport(measured).cpuTime(cpu.elapsedNanos());
    }
  }

  private static void flush(Outbox outbox) {
    try {
      outbox.flush();
    } catch (RuntimeException failure) {
      LOG.error("Writing to a {} connection failed, closing it", outbox.transport(), failure);
      outbox.endTooSlow();
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failure) {
      LOG.error("An action after a flush failed", failure);
    }
  }
}
