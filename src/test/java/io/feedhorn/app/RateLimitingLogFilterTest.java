package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimitingLogFilterTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void threeLinesInTenSeconds() {
    RateLimitingLogFilter rate = new RateLimitingLogFilter(nanos::get);
    rate.setLines(3);
    rate.setSeconds(10);
    context.addTurboFilter(rate);
    logger.addAppender(log);
    log.start();
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void dropsLinesAboveTheLimitAndLogsTheirNumber() {
    for (int i = 1; i <= 9; i++) {
      logger.warn("late by {} ms", i);
    }
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    logger.warn("late by {} ms", 10);

    assertThat(lines())
        .containsExactly(
            "late by 1 ms",
            "late by 2 ms",
            "late by 3 ms",
            "6 lines like the next one were dropped",
            "late by 10 ms");
  }

  @Test
  void countsEachKindSeparatelyAndIgnoresDisabledLevels() {
    logger.setLevel(Level.INFO);
    for (int i = 0; i < 9; i++) {
      logger.debug("often");
    }
    for (int i = 0; i < 3; i++) {
      logger.info("often");
      logger.error("rare");
    }

    assertThat(lines()).hasSize(6);
  }

  @Test
  void isBoundedIfEveryLineIsAnotherKind() {
    for (int i = 0; i < 5_000; i++) {
      logger.info("line " + i);
    }

    assertThat(lines()).hasSize(1_003);
  }
}
