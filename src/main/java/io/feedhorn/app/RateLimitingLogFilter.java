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

/**
 * Lets so many lines of one kind into the log within a time, and tells with the next one how many
 * were left out. A kind is a logger and a message without its arguments. Safe on any thread;
 * Logback makes it and sets it up.
 */
public final class RateLimitingLogFilter extends TurboFilter {
  private static final int MAX_KINDS = 1_000;

  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Kind> kinds = new ConcurrentHashMap<>();
  private int lines = 20;
  private long seconds = 10;

  private record Kind(long since, int lines, int leftOutBefore) {}

  public RateLimitingLogFilter() {
    this(System::nanoTime);
  }

  RateLimitingLogFilter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The most lines of one kind within the time; 20 where nothing is said. */
  public void setLines(int most) {
    this.lines = most;
  }

  /** The time; 10 where nothing is said. */
  public void setSeconds(long time) {
    this.seconds = time;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    // Without a format somebody only asks whether the level is on.
    if (format == null || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
      return FilterReply.NEUTRAL;
    }
    Kind kind = count(logger.getName(), format);
    if (kind.lines == 1 && kind.leftOutBefore > 0) {
      logger.warn("{} lines like the next one were left out", kind.leftOutBefore);
    }
    return kind.lines > lines ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private Kind count(String logger, String format) {
    long now = nanoTime.getAsLong();
    long period = TimeUnit.SECONDS.toNanos(seconds);
    if (kinds.size() >= MAX_KINDS) {
      kinds.values().removeIf(kind -> now - kind.since >= period);
    }
    String name = kinds.size() >= MAX_KINDS ? logger : logger + ' ' + format;
    return kinds.merge(
        name,
        new Kind(now, 1, 0),
        (kind, first) ->
            now - kind.since < period
                ? new Kind(kind.since, kind.lines + 1, kind.leftOutBefore)
                : new Kind(now, 1, Math.max(0, kind.lines - lines)));
  }
}
