package io.feedhorn.trace;

import io.feedhorn.model.TraceContext;
import org.jspecify.annotations.Nullable;

/** The time that one step of a publish takes (port). Used by one thread at a time. */
public interface Span {
  /** A span that is not recorded. */
  Span NONE = new Span() {};

  /** Returns the trace context for the spans below this one; null if it is not recorded. */
  default @Nullable TraceContext context() {
    return null;
  }

  /** Adds a number. Names begin with {@code feedhorn.}; values are numbers, never texts. */
  default Span number(String name, long value) {
    return this;
  }

  /** Marks the step as failed. */
  default void failed(Throwable failure) {}

  /** Ends the span. Called once. */
  default void end() {}

  /** Ends the span of a step that may have failed. */
  default void end(@Nullable Throwable failure) {
    if (failure != null) {
      failed(failure);
    }
    end();
  }
}
