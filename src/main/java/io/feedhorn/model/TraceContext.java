package io.feedhorn.model;

import org.jspecify.annotations.Nullable;

/**
 * The trace context of a publish: a trace, and the span in it to which later spans belong (W3C
 * Trace Context). Immutable.
 *
 * @param traceparent of version 00, 55 characters
 * @param tracestate the entries of tracing systems; empty if there are none
 */
public record TraceContext(String traceparent, String tracestate) {
  private static final int LENGTH = 55;
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;
  private static final int MAX_TRACESTATE = 512;

  /**
   * Reads the headers of a request. A trace context that is not valid is ignored, as section 4.3 of
   * the standard demands: a new trace begins.
   *
   * @param tracestate null for none; dropped alone if it is not valid
   * @return null if there is no valid trace context
   */
  public static @Nullable TraceContext parse(
      @Nullable String traceparent, @Nullable String tracestate) {
    if (traceparent == null || !isValid(traceparent)) {
      return null;
    }
    return new TraceContext(
        traceparent.startsWith("00")
            ? traceparent
            : "00" + traceparent.substring(2, FLAGS) + sampledFlag(traceparent),
        tracestate != null && isTracestate(tracestate) ? tracestate : "");
  }

  /** Returns the only flag of a later version that has the same meaning in version 00. */
  private static String sampledFlag(String traceparent) {
    return isOdd(traceparent.charAt(LENGTH - 1)) ? "01" : "00";
  }

  private static boolean isValid(String text) {
    int length = text.length();
    if (length < LENGTH || text.charAt(2) != '-' || text.startsWith("ff")) {
      return false;
    }
    // A later version may have more fields after those of version 00.
    boolean ends = length == LENGTH || (!text.startsWith("00") && text.charAt(LENGTH) == '-');
    return ends
        && isHex(text, 0, 2)
        && isHex(text, TRACE_ID, SPAN_ID - 1)
        && hasOther(text, TRACE_ID, SPAN_ID - 1)
        && text.charAt(SPAN_ID - 1) == '-'
        && isHex(text, SPAN_ID, FLAGS - 1)
        && hasOther(text, SPAN_ID, FLAGS - 1)
        && text.charAt(FLAGS - 1) == '-'
        && isHex(text, FLAGS, LENGTH);
  }

  private static boolean isHex(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if ("0123456789abcdef".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns true if an id has another digit than 0. */
  private static boolean hasOther(String text, int start, int end) {
    return text.substring(start, end).chars().anyMatch(digit -> digit != '0');
  }

  private static boolean isTracestate(String text) {
    return text.length() <= MAX_TRACESTATE && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static boolean isOdd(char hex) {
    return (Character.digit(hex, 16) & 1) == 1;
  }

  /** Returns the id of the trace: 32 hexadecimal digits. */
  public String traceId() {
    return traceparent.substring(TRACE_ID, SPAN_ID - 1);
  }

  /** Returns the id of the span: 16 hexadecimal digits. */
  public String spanId() {
    return traceparent.substring(SPAN_ID, FLAGS - 1);
  }

  /** Returns true if the spans of the trace are recorded. */
  public boolean isSampled() {
    return isOdd(traceparent.charAt(LENGTH - 1));
  }
}
