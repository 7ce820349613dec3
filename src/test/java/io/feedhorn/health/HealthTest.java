package io.feedhorn.health;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The checks of readiness. */
class HealthTest {
  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health(vertx, "writer", new MemoryPressure(85, () -> 0));

  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    vertx.close().await();
  }

  private boolean isUp(String check) {
    return health.ready().checkStatus(check).await().getUp();
  }

  @Test
  void isNotReadyWhileAnEventLoopIsBlocked() {
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(start -> health.watchCurrentLoop(vertx, new SimpleMeterRegistry(), 0));
    await().until(() -> isUp("event-loops"));

    loop.runOnContext(start -> block(released));
    await().until(() -> !isUp("event-loops"));
    released.countDown();
    await().until(() -> isUp("event-loops"));
  }

  private static void block(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void isNotReadyWhenTheNodeStopsOrTheWriterDoesNotRespond() {
    await().until(() -> isUp("serving"));
    await().until(() -> !isUp("writer"));
    vertx.eventBus().consumer("writer", request -> request.reply(null));
    await().until(() -> isUp("writer"));

    health.markStopping();

    await().until(() -> !isUp("serving"));
  }
}
