package io.feedhorn.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.LoggingEvent;

/**
 * A Logback filter that limits the lines of one kind in each period, and logs the number of dropped
 * lines before the next one. A kind is a logger and a message without its arguments. Safe on any
 * thread; created and configured by Logback.
 */
public final class RateLimitingLogFilter extends TurboFilter {
  private static final int MAX_PERIODS = 1_000;

  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Period> periods = new ConcurrentHashMap<>();
  private int lines = 20;
  private long seconds = 10;

  private record Period(long start, int lines, int droppedBefore) {}

  public RateLimitingLogFilter() {
    this(System::nanoTime);
  }

  RateLimitingLogFilter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Sets the maximum number of lines of one kind in a period; 20 by default. */
  public void setLines(int max) {
    this.lines = max;
  }

  /** Sets the length of a period; 10 s by default. */
  public void setSeconds(long length) {
    this.seconds = length;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    // Without a format this is a call of isEnabled, not a line.
    if (format == null || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
      return FilterReply.NEUTRAL;
    }
    return decide(logger, format);
  }

  /** The same for a line with fields, whose level is enabled. */
  @Override
  public FilterReply decide(Logger logger, LoggingEvent line) {
    return decide(logger, String.valueOf(line.getMessage()));
  }

  private FilterReply decide(Logger logger, String format) {
    Period period = count(logger.getName(), format);
    if (period.lines == 1 && period.droppedBefore > 0) {
      logger.warn("{} lines like the next one were dropped", period.droppedBefore);
    }
    return period.lines > lines ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private Period count(String logger, String format) {
    long now = nanoTime.getAsLong();
    long length = TimeUnit.SECONDS.toNanos(seconds);
    if (periods.size() >= MAX_PERIODS) {
      periods.values().removeIf(period -> now - period.start >= length);
    }
    String kind = periods.size() >= MAX_PERIODS ? logger : logger + ' ' + format;
    return periods.merge(
        kind,
        new Period(now, 1, 0),
        (period, first) ->
            now - period.start < length
                ? new Period(period.start, period.lines + 1, period.droppedBefore)
                : new Period(now, 1, Math.max(0, period.lines - lines)));
  }
}
