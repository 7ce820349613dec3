package io.feedhorn.health;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health(vertx, "writer", new MemoryPressure(85, () -> 0));

  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void close() {
    held.countDown();
    vertx.close().await();
  }

  private boolean isUp(String check) {
    return health.ready().checkStatus(check).await().getUp();
  }

  @Test
  void isNotReadyWhileAnEventLoopIsLate() {
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(turn -> health.watchThisLoop(vertx, new SimpleMeterRegistry(), 0));
    await().until(() -> isUp("event-loops"));

    loop.runOnContext(turn -> hold(held));
    await().until(() -> !isUp("event-loops"));
    held.countDown();
    await().until(() -> isUp("event-loops"));
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void isNotReadyOnceItLeavesOrItsWriterIsGone() {
    await().until(() -> isUp("serving"));
    await().until(() -> !isUp("writer"));
    vertx.eventBus().consumer("writer", asked -> asked.reply(null));
    await().until(() -> isUp("writer"));

    health.leave();

    await().until(() -> !isUp("serving"));
  }
}
