package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LoopDeploymentTest {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static final class Located extends VerticleBase {
    volatile @Nullable Thread startedOn;
    volatile @Nullable Thread stoppedOn;

    @Override
    public Future<?> start() {
      startedOn = Thread.currentThread();
      return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
      stoppedOn = Thread.currentThread();
      return Future.succeededFuture();
    }
  }

  private Thread anyLoop() throws Exception {
    Promise<Thread> loop = Promise.promise();
    vertx.runOnContext(run -> loop.complete(Thread.currentThread()));
    return loop.future().await(30, TimeUnit.SECONDS);
  }

  @RepeatedTest(5)
  void theVerticleRunsOnTheEventLoop() throws Exception {
    Thread loop = anyLoop();
    Located verticle = new Located();

    String deployment = LoopDeployment.deploy(vertx, verticle, loop).await(30, TimeUnit.SECONDS);
    assertThat(verticle.startedOn).isSameAs(loop);

    vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);
    assertThat(verticle.stoppedOn).isSameAs(loop);
  }

  @Test
  void itRunsOnAnotherOneIfThereIsNoSuchEventLoop() throws Exception {
    Located verticle = new Located();

    LoopDeployment.deploy(vertx, verticle, new Thread("none")).await(30, TimeUnit.SECONDS);
    assertThat(verticle.startedOn).isNotNull();
  }

  @Test
  void itRunsOnAnyWithoutAnEventLoop() throws Exception {
    Located verticle = new Located();

    LoopDeployment.deploy(vertx, verticle, null).await(30, TimeUnit.SECONDS);
    assertThat(verticle.startedOn).isNotNull();
  }

  @Test
  void theFailureOfTheVerticleIsReported() {
    VerticleBase failing =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return Future.failedFuture("no voters");
          }
        };

    assertThatThrownBy(
            () -> LoopDeployment.deploy(vertx, failing, null).await(30, TimeUnit.SECONDS))
        .hasMessageContaining("no voters");
  }
}
