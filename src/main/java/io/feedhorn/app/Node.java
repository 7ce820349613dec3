package io.feedhorn.app;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
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
final class Node {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  /** Together less than the 10 s that container runtimes wait before they kill. */
  private static final long STOP_SECONDS = 7;

  private static final long CLOSE_SECONDS = 2;

  private final Settings settings;
  private final int eventLoops;
  private final Vertx vertx;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable Feedhorn feedhorn;

  Node(Settings settings) {
    this.settings = settings;
    // Two at least, so that the feeds' writers need not share the only one with the connections.
    this.eventLoops = Math.max(2, settings.http().eventLoops());
    this.vertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(eventLoops));
  }

  /** Starts it; what it throws says why it cannot. The address at which it is reached. */
  String start() {
    Feedhorn started = Feedhorn.start(vertx, settings).await();
    feedhorn = started;
    return started.address();
  }

  /** {@code epoll, 2 event loops}. */
  String description() {
    String transport =
        vertx.isNativeTransportEnabled() ? Transport.nativeTransport().name() : "nio";
    return transport + ", " + eventLoops + " event loops";
  }

  /** Stops it, in bounded time. */
  void stop() {
    stopping = true;
    Feedhorn running = feedhorn;
    if (running != null) {
      log.info("stopping");
      quietly("open connections", () -> running.stop().await(STOP_SECONDS, TimeUnit.SECONDS));
    }
    quietly("Vert.x", () -> vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS));
    if (running != null) {
      log.info("stopped");
    }
    stopped.countDown();
  }

  boolean isStopping() {
    return stopping;
  }

  void awaitStop() throws InterruptedException {
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
      log.warn("closing {} failed: {}", what, Reason.of(failed));
    }
  }
}
