package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogConfiguratorTest {
  private final LoggerContext context = new LoggerContext();

  private static LogConfigurator configurator() {
    return ServiceLoader.load(Configurator.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(LogConfigurator.class::isInstance)
        .map(LogConfigurator.class::cast)
        .findAny()
        .orElseThrow();
  }

  @Test
  void writesToStandardErrorAndSilencesLibraries() {
    LogConfigurator configurator = configurator();
    configurator.setContext(context);

    assertThat(configurator.configure(context))
        .isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LogOutput.APPENDER))
        .isInstanceOf(OutputStreamAppender.class)
        .satisfies(appender -> assertThat(appender.isStarted()).isTrue());
    assertThat(context.getLogger("io.vertx").getLevel()).isEqualTo(Level.WARN);
    assertThat(context.getTurboFilterList()).hasSize(1);
  }
}
