package io.feedhorn.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The configuration of Logback, found by its name. Code, because reading a configuration in XML
 * takes a tenth of the time to start. A configuration of the user replaces it: {@code
 * -Dlogback.configurationFile=FILE}, or a {@code logback.xml} on the class path.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private static final String FILE_PROPERTY = "logback.configurationFile";

  private static final Map<String, Level> LEVELS =
      Map.ofEntries(
          Map.entry("io.netty", Level.WARN),
          Map.entry("io.vertx", Level.WARN),
          // Warns of every update in flight when the last subscriber of a feed unsubscribes.
          Map.entry("io.vertx.core.eventbus.impl.MessageConsumerImpl", Level.ERROR),
          // Log every connection that the conformance suite closes, also during its handshake.
          Map.entry("io.vertx.core.http.impl.HttpClientConnectionInternal", Level.OFF),
          Map.entry("io.vertx.core.net.impl.ConnectionBase", Level.OFF),
          // Warns of connections that arrive while the listening socket is closed at a stop.
          Map.entry("io.netty.bootstrap.ServerBootstrap", Level.ERROR),
          // Clients of brokers: what ends a connection is the state of the source, which is logged.
          Map.entry("org.apache.kafka", Level.ERROR),
          Map.entry("io.vertx.mqtt", Level.OFF),
          // Log each step of each cache; Feedhorn logs the relevant ones itself.
          Map.entry("org.infinispan", Level.WARN),
          Map.entry("org.infinispan.CONFIG", Level.ERROR),
          // Log stack traces of commits with an unknown result, which Feedhorn repeats.
          Map.entry("org.infinispan.CLUSTER", Level.ERROR),
          Map.entry("org.infinispan.interceptors.impl.InvocationContextInterceptor", Level.OFF),
          Map.entry("org.jgroups", Level.WARN),
          // Logs each message to an unreachable member; ClusterNode logs the members.
          Map.entry("org.jgroups.protocols.TCP", Level.OFF),
          // Logs a stack trace for each message to a node that is gone.
          Map.entry("io.vertx.core.eventbus.impl.clustered", Level.ERROR));

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (hasOwnConfiguration()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    RateLimitingLogFilter filter = new RateLimitingLogFilter();
    filter.setContext(context);
    filter.start();
    context.addTurboFilter(filter);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(standardError(context));
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean hasOwnConfiguration() {
    ClassLoader loader = LogConfigurator.class.getClassLoader();
    return System.getProperty(FILE_PROPERTY) != null
        || Stream.of("logback-test.xml", "logback.xml")
            .anyMatch(name -> loader.getResource(name) != null);
  }

  /** Standard error, because standard output has the ready line only. */
  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName(LogOutput.APPENDER);
    appender.setTarget("System.err");
    appender.setEncoder(LogOutput.text(context));
    appender.start();
    return appender;
  }
}
