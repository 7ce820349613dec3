package io.feedhorn.app;

import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.cluster.infinispan.InfinispanCluster;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's node: a Vert.x instance and what runs on it. Its methods block; the main thread
 * starts it and then waits, the JVM's shutdown thread stops it.
 */
public final class ServerProcess {
  private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);

  /**
   * For what follows the time to drain. Together, with a drain of 1 s, less than the 10 s that
   * container runtimes wait before they kill.
   */
  private static final long STOP_MILLIS = 6_000;

  private static final long CLOSE_SECONDS = 2;

  private final Settings settings;
  private final int eventLoops;
  private volatile @Nullable Vertx vertx;
  private volatile @Nullable ClusterNode cluster;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable FeedhornServer feedhorn;

  public ServerProcess(Settings settings) {
    this.settings = settings;
    // Two at least, so that the feeds' writers need not share the only one with the connections.
    this.eventLoops = Math.max(2, settings.http().eventLoops());
  }

  /** Starts it; what it throws says why it cannot. The address at which it is reached. */
  public String start() throws Exception {
    VertxOptions options =
        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(eventLoops);
    FeedhornServer started =
        settings.cluster().enabled() ? startJoined(options) : startAlone(options);
    feedhorn = started;
    return started.address();
  }

  private FeedhornServer startAlone(VertxOptions options) {
    Vertx own = Vertx.vertx(options);
    vertx = own;
    return FeedhornServer.start(own, settings).await();
  }

  private FeedhornServer startJoined(VertxOptions options) throws Exception {
    ClusterNode joined = InfinispanCluster.join(settings.cluster(), options);
    cluster = joined;
    vertx = joined.vertx();
    return FeedhornServer.start(joined, settings).await();
  }

  /** {@code epoll, 2 event loops}. */
  public String description() {
    String transport =
        Objects.requireNonNull(vertx).isNativeTransportEnabled()
            ? Transport.nativeTransport().name()
            : "nio";
    return transport + ", " + eventLoops + " event loops";
  }

  /** Stops it, in bounded time. */
  public void stop() {
    stopping = true;
    FeedhornServer running = feedhorn;
    if (running != null) {
      log.info("stopping");
      long millis = settings.http().drain().toMillis() + STOP_MILLIS;
      quietly("open connections", () -> running.stop().await(millis, TimeUnit.MILLISECONDS));
    }
    Vertx open = vertx;
    if (open != null) {
      quietly("Vert.x", () -> open.close().await(CLOSE_SECONDS, TimeUnit.SECONDS));
    }
    ClusterNode joined = cluster;
    if (joined != null) {
      quietly("the cluster", joined::stop);
    }
    if (running != null) {
      log.info("stopped");
    }
    stopped.countDown();
  }

  public boolean isStopping() {
    return stopping;
  }

  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void quietly(String what, Step step) {
    try {
      step.run();
    } catch (TimeoutException tooLong) {
      log.warn("{} took too long to close and were cut off", what);
    } catch (Exception failed) {
      log.warn("closing {} failed: {}", what, ErrorMessages.of(failed));
    }
  }
}
