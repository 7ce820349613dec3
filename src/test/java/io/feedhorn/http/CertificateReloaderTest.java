package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.feedhorn.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificateReloaderTest {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final ManualTimers timers = new ManualTimers();
  private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateReloader.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TlsOptions files;

  @BeforeEach
  void start() throws IOException {
    files = new TlsOptions(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    Files.writeString(files.key(), "key");
    Files.writeString(files.cert(), "first");
    CertificateReloader reloader =
        new CertificateReloader(
            timers.of(vertx), files, TlsCertificate.read(files), vertx.createHttpServer());
    reloader.start();
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    vertx.close().await();
  }

  @Test
  void aFailureIsLoggedOnceUntilTheFilesCanBeRead() throws IOException {
    reloadWith("broken");
    reloadWith("broken");
    assertThat(log.list).hasSize(1);

    reloadWith("first");
    reloadWith("broken");
    reloadWith("broken");
    assertThat(log.list).hasSize(2);
  }

  /** Checks the files once. */
  private void reloadWith(String certificate) throws IOException {
    Files.writeString(files.cert(), certificate);
    Promise<Object> done = Promise.promise();
    loop.runOnContext(
        begin -> {
          timers.firePeriodic();
          // Blocking code of a context runs in its order: this ends after the check.
          vertx.executeBlocking(() -> null).onComplete(done);
        });
    done.future().await();
  }
}
