package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.feedhorn.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Keys at a URL that cannot always be read. */
class JwksVerticleFailureTest {
  private static final String KEYS = TestSigner.jwks(TestSigner.es256().kid("1"));
  private static final String INVALID = "out of order";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final ManualTimers timers = new ManualTimers();
  private final AtomicReference<String> served = new AtomicReference<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger endless = new AtomicInteger();
  private final Logger logger = (Logger) LoggerFactory.getLogger(JwksVerticle.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private String url;
  private JwksVerticle keys;

  @BeforeEach
  void serve() {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  requests.incrementAndGet();
                  if (endless.getAndDecrement() > 0) {
                    request.response().putHeader("Content-Length", "1000").write("{");
                  } else {
                    request.response().end(served.get());
                  }
                })
            .listen(0, "127.0.0.1")
            .await();
    url = "http://127.0.0.1:" + server.actualPort() + "/keys";
    keys = new JwksVerticle(options());
    log.start();
    logger.addAppender(log);
  }

  private AuthOptions options() {
    return new AuthOptions(
        null, url, Duration.ofHours(1), null, null, Duration.ZERO, Map.of(), false);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    vertx.close().await();
  }

  @Test
  void untilKeysAreReadThereIsOneRetry() {
    start(INVALID);
    refresh();
    refresh();
    refresh();
    assertThat(timers.pending()).as("the retry, and the limit of reads for clients").isEqualTo(2);

    int before = requests.get();
    fireTimers();
    await().until(() -> timers.pending() == 1);
    assertThat(requests).hasValue(before + 1);

    VerificationKeys none = keys.keys();
    served.set(KEYS);
    fireTimers();
    await().untilAsserted(() -> assertThat(keys.keys()).isNotSameAs(none));
    assertThat(timers.pending()).isZero();
    assertThat(requests).hasValue(before + 2);
  }

  @Test
  void aFailureIsLoggedOnceUntilAReadSucceeds() {
    start(KEYS);
    served.set(INVALID);
    refresh();
    refresh();
    assertThat(warnings()).hasSize(1);

    served.set(KEYS);
    refresh();
    served.set(INVALID);
    refresh();
    refresh();
    assertThat(warnings()).hasSize(2);
  }

  @Test
  @Timeout(60)
  void anAnswerWithoutAnEndIsAFailureAndTheNextOneIsRead() {
    keys = new JwksVerticle(options(), 300);
    // One more than there are connections to a server.
    endless.set(6);
    start(KEYS);
    VerificationKeys none = keys.keys();
    while (endless.get() > 0) {
      refresh();
    }

    await()
        .untilAsserted(
            () -> {
              refresh();
              assertThat(keys.keys()).isNotSameAs(none);
            });
  }

  private void start(String first) {
    served.set(first);
    onLoop(
        () -> {
          keys.init(timers.of(vertx), loop);
          return keys.start();
        });
  }

  /** Reads as at the end of an interval. */
  private void refresh() {
    onLoop(
        () -> {
          timers.firePeriodic();
          return keys.refresh(vertx);
        });
  }

  private void fireTimers() {
    onLoop(
        () -> {
          timers.fire();
          return Future.succeededFuture();
        });
  }

  private void onLoop(Supplier<Future<?>> action) {
    Promise<Object> done = Promise.promise();
    loop.runOnContext(begin -> action.get().mapEmpty().onComplete(done));
    done.future().await();
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains(url))
        .toList();
  }
}
