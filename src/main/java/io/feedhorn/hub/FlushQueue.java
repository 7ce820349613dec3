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
 * not thread-safe. A failure of one outbox or action does not affect the others. A flush of many
 * outboxes is written in slices; an update that arrives between them is written to the outboxes
 * that follow by the same flush, and to the others by the next one.
 */
final class FlushQueue implements FlushScheduler.Flush {
  private static final Logger LOG = LoggerFactory.getLogger(FlushQueue.class);

  /** Writing to so many connections takes about half a millisecond. */
  private static final int CONNECTIONS_PER_SLICE = 96;

  /** With fewer connections, sending at once costs no more. */
  private static final int MIN_BATCH = 8;

  /** The time is read before each batch of so many connections. */
  private static final int CONNECTIONS_PER_TIME = 8;

  private final WriteBatch batch;
  private final int connectionsPerSlice;
  private final Metrics metrics;
  private final Clock clock;
  private final FlushScheduler scheduler;
  private final WriteSpans spans;
  private final ReplayedUpdates replayed = new ReplayedUpdates();
  private final CpuSampler cpu = new CpuSampler();
  // The outboxes and actions of the next flush, and those of the flush that is running.
  private List<Outbox> scheduled = new ArrayList<>();
  private List<Outbox> due = new ArrayList<>();
  private List<Runnable> actions = new ArrayList<>(0);
  private List<Runnable> dueActions = new ArrayList<>(0);
  private int written;
  private int connections;
  private boolean writing;

  // Not read; without it the compiler would remove the reads of memory.
  @SuppressWarnings("UnusedVariable")
  private int ready;

  private @Nullable String transport;
  private int delivered;
  private long nowMicros;

  /**
   * @param clock the clock of the updates
   */
  FlushQueue(Vertx vertx, Metrics metrics, Tracer tracer, Clock clock, WriteBatch batch) {
    this(vertx, metrics, tracer, clock, batch, System::nanoTime, CONNECTIONS_PER_SLICE);
  }

  /**
   * @param clock the clock of the updates
   * @param nanoTime monotonic time in nanoseconds
   */
  FlushQueue(
      Vertx vertx,
      Metrics metrics,
      Tracer tracer,
      Clock clock,
      WriteBatch batch,
      LongSupplier nanoTime,
      int connectionsPerSlice) {
    this.batch = batch;
    this.connectionsPerSlice = connectionsPerSlice;
    this.spans = new WriteSpans(tracer);
    this.metrics = metrics;
    this.clock = clock;
    this.scheduler = new FlushScheduler(vertx, nanoTime, this);
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

  /** Returns the updates from history that were written last. */
  ReplayedUpdates replayed() {
    return replayed;
  }

  /** Runs an action after the next flush, or after the one that is writing now. */
  void afterFlush(Runnable action) {
    if (writing) {
      dueActions.add(action);
    } else {
      actions.add(action);
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

  @Override
  public int connections() {
    return connections;
  }

  @Override
  public boolean writeSlice() {
    if (written == 0) {
      startFlush();
    }
    int start = written;
    written = Math.min(due.size(), start + connectionsPerSlice);
    writing = true;
    if (written - start >= MIN_BATCH) {
      batch.begin();
    }
    try {
      flush(due.subList(start, written));
    } finally {
      batch.send();
      writing = false;
    }
    reportDelivered();
    boolean more = written < due.size();
    if (!more) {
      endFlush();
    }
    return more;
  }

  private void startFlush() {
    List<Outbox> outboxes = due;
    due = scheduled;
    scheduled = outboxes;
    List<Runnable> none = dueActions;
    dueActions = actions;
    actions = none;
    spans.startFlush();
  }

  private void endFlush() {
    connections = due.size();
    written = 0;
    due.clear();
    spans.endFlush();
    List<Runnable> run = List.copyOf(dueActions);
    dueActions.clear();
    run.forEach(FlushQueue::run);
  }

  private void flush(List<Outbox> slice) {
    boolean measures = cpu.start();
    String measured = null;
    for (int i = 0; i < slice.size(); i++) {
      Outbox each = slice.get(i);
      if (i % CONNECTIONS_PER_TIME == 0) {
        nowMicros = clock.micros();
        loadCaches(slice, i);
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

  /**
   * Reads the memory of the next connections, which the system calls before have evicted from the
   * caches: the processor overlaps these reads, but not those of two writes.
   */
  private void loadCaches(List<Outbox> slice, int from) {
    int to = Math.min(slice.size(), from + CONNECTIONS_PER_TIME);
    for (int i = from; i < to; i++) {
      ready += slice.get(i).isReady() ? 1 : 0;
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
