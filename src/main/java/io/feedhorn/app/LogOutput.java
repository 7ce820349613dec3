package io.feedhorn.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.feedhorn.app.settings.LogOptions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log of the process: its format and the levels of its loggers, which can be changed while it
 * runs. Used on one thread at a time; the log itself is used by any thread meanwhile.
 */
public final class LogOutput {
  /** The loggers of Feedhorn. */
  static final String OWN = "io.feedhorn";

  /** The appender of the configuration in the jar. A configuration of one's own has none. */
  static final String APPENDER = "stderr";

  /** One line for each event, also if a text from elsewhere contains a line break. */
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %-16logger{0} "
          + "%replace(%replace(%msg %kvp{NONE}){'[\\r\\n]+', ' '}){' $', ''}%n";

  private final LoggerContext context;
  // The levels before a change, null for a logger that has that of its parent.
  private final Map<String, @Nullable Level> before = new HashMap<>();
  private LogOptions.@Nullable Format format;

  LogOutput(LoggerContext context) {
    this.context = context;
  }

  /** Returns the log of this process. */
  public static LogOutput ofProcess() {
    return new LogOutput((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  /** Applies options; what earlier ones changed and these do not, is as it was before. */
  public void apply(LogOptions options) {
    before.forEach((name, level) -> context.getLogger(name).setLevel(level));
    before.clear();
    set(OWN, options.level());
    options.loggers().forEach(this::set);
    if (options.format() != format) {
      format = options.format();
      write(options.format());
    }
  }

  private void set(String name, org.slf4j.event.Level level) {
    Logger logger = context.getLogger(name);
    before.putIfAbsent(name, logger.getLevel());
    logger.setLevel(Level.convertAnSLF4JLevel(level));
  }

  private void write(LogOptions.Format form) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root.getAppender(APPENDER) instanceof OutputStreamAppender<ILoggingEvent> appender) {
      appender.setEncoder(form == LogOptions.Format.JSON ? json() : text(context));
    }
  }

  private Encoder<ILoggingEvent> json() {
    JsonLogEncoder encoder = new JsonLogEncoder();
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  static PatternLayoutEncoder text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}
