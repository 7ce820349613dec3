package io.feedhorn.hub;

import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.trace.Span;
import io.feedhorn.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of the writes of one event loop, one for each traced publish and not for each
 * connection: from the arrival of its updates to the end of the flush that starts next. Owned by
 * the hub's event loop, not thread-safe.
 */
final class WriteSpans {
  private final Tracer tracer;
  private final Map<TraceContext, Step> steps = new LinkedHashMap<>(0);

  private static final class Step {
    private final Span span;
    private int updates;
    private int connections;
    private boolean due;
    private @Nullable Outbox newest;

    Step(Span span) {
      this.span = span;
    }
  }

  WriteSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Begins the span of a publish, or adds an update to it. Returns false if it has none. */
  boolean begin(Update update, TraceContext trace) {
    if (!tracer.isOn() || !trace.isSampled()) {
      return false;
    }
    Step step = steps.get(trace);
    if (step == null) {
      step = new Step(tracer.begin("write", update.topic().feed(), trace));
      steps.put(trace, step);
    }
    step.updates++;
    step.due = false;
    return true;
  }

  /** Counts the connection of an outbox that writes an update. */
  void written(TraceContext trace, Outbox outbox) {
    Step step = steps.get(trace);
    // The updates of one outbox are written one after the other.
    if (step != null && step.newest != outbox) {
      step.newest = outbox;
      step.connections++;
    }
  }

  /** Starts a flush, which writes the updates that have arrived to all connections. */
  void startFlush() {
    if (!steps.isEmpty()) {
      steps.values().forEach(step -> step.due = true);
    }
  }

  /** Ends the spans of the updates that arrived before the flush was started. */
  void endFlush() {
    if (!steps.isEmpty()) {
      steps.values().removeIf(WriteSpans::endIfDue);
    }
  }

  private static boolean endIfDue(Step step) {
    if (step.due) {
      step.span.number("feedhorn.updates", step.updates);
      step.span.number("feedhorn.connections", step.connections).end();
    }
    return step.due;
  }
}
