package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ByReferenceCodecTest {
  private final Logger logger =
      (Logger) LoggerFactory.getLogger(ByReferenceCodec.class.getPackageName());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void close() {
    logger.setLevel(null);
    logger.detachAppender(log);
    vertx.close().await();
  }

  @Test
  void aRepeatedRegistrationIsNotInTheLog() {
    ByReferenceCodec.register(vertx.eventBus());
    ByReferenceCodec.register(vertx.eventBus());

    assertThat(log.list).isEmpty();
  }
}
