package io.feedhorn.trace;

import io.feedhorn.model.TraceContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records spans (port). Safe on any thread. */
public interface Tracer {
  /** A tracer that records nothing. */
  Tracer NONE =
      new Tracer() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public Span begin(String step, String feed, @Nullable TraceContext parent) {
          return Span.NONE;
        }

        @Override
        public @Nullable TraceContext current() {
          return null;
        }
      };

  /** Returns false if no span is ever recorded. Does not change. */
  boolean isOn();

  /**
   * Begins a span.
   *
   * @param step the name of the step, such as {@code publish}
   * @param feed the feed of the step; empty for several
   * @param parent the span that it belongs to; null to begin a trace
   */
  Span begin(String step, String feed, @Nullable TraceContext parent);

  /** Returns the span of the request that the calling thread handles; null if there is none. */
  @Nullable TraceContext current();

  /**
   * Begins a span for each of some traces, for a step that they share.
   *
   * @param parents with duplicates and null for publishes that are not traced
   */
  default List<Span> beginEach(String step, String feed, List<@Nullable TraceContext> parents) {
    Set<TraceContext> traces = new LinkedHashSet<>();
    for (TraceContext parent : parents) {
      if (parent != null && parent.isSampled()) {
        traces.add(parent);
      }
    }
    List<Span> spans = new ArrayList<>(traces.size());
    traces.forEach(trace -> spans.add(begin(step, feed, trace)));
    return spans;
  }
}
