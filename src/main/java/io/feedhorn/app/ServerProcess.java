package io.feedhorn.app;

import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.ReloadableSettings;
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
 * The server as a process of its own: the Vert.x instance, the membership in a cluster, and the
 * server. Its methods block: the main thread starts it and waits, the JVM's shutdown thread stops
 * it.
 */
public final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

  /**
   * The time for everything after the drain. With the default drain of 1 s the whole stop takes
   * less than the 10 s after which container runtimes kill a process.
   */
  private static final long STOP_TIMEOUT_MILLIS = 6_000;

  private static final long CLOSE_TIMEOUT_SECONDS = 2;

  /** Two, so that the writer of the feeds does not share its event loop with all connections. */
  private static final int MIN_EVENT_LOOPS = 2;

  private final Settings settings;
  private final @Nullable ReloadableSettings reloadable;
  private final int eventLoops;
  private final LogOutput log;
  private volatile @Nullable Vertx vertx;
  private volatile @Nullable ClusterNode cluster;
  private volatile ServerTracing tracing = ServerTracing.OFF;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable FeedhornServer server;

  public ServerProcess(Settings settings) {
    this(settings, null);
  }

  /**
   * @param reloadable the origin of the settings; null if they cannot be read again
   */
  public ServerProcess(Settings settings, @Nullable ReloadableSettings reloadable) {
    this(settings, reloadable, LogOutput.ofProcess());
  }

  /**
   * @param log the log to which a reload applies its settings
   */
  public ServerProcess(Settings settings, @Nullable ReloadableSettings reloadable, LogOutput log) {
    this.log = log;
    this.settings = settings;
    this.reloadable = reloadable;
    this.eventLoops = Math.max(MIN_EVENT_LOOPS, settings.http().eventLoops());
  }

  /**
   * Starts the server and returns its URL.
   *
   * @throws Exception the reason why the server cannot start
   */
  public String start() throws Exception {
    RememberedSignal hangup = new RememberedSignal();
    if (reloadable != null) {
      // First: without it the signal ends the process, and joining a cluster takes a while.
      HangupSignal.handle(hangup);
    }
    VertxOptions options =
        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(eventLoops);
    tracing = ServerTracing.start(settings.tracing());
    FeedhornServer started =
        settings.cluster().enabled() ? startInCluster(options) : startAlone(options);
    server = started;
    if (reloadable != null) {
      new ServerReload(Objects.requireNonNull(vertx), reloadable, started, log).start(hangup);
    }
    return started.address();
  }

  private FeedhornServer startAlone(VertxOptions options) {
    Vertx own = tracing.addTo(Vertx.builder().with(options)).build();
    vertx = own;
    return FeedhornServer.start(own, settings, tracing.tracer()).await();
  }

  private FeedhornServer startInCluster(VertxOptions options) throws Exception {
    ClusterNode node = InfinispanCluster.join(settings.cluster(), options, tracing::addTo);
    cluster = node;
    vertx = node.vertx();
    return FeedhornServer.start(node, settings, tracing.tracer()).await();
  }

  /** Returns the transport of Netty and the number of threads: {@code epoll, 2 event loops}. */
  public String description() {
    String transport =
        Objects.requireNonNull(vertx).isNativeTransportEnabled()
            ? Transport.nativeTransport().name()
            : "nio";
    return transport + ", " + eventLoops + " event loops";
  }

  /** Stops the server, Vert.x and the membership, each in bounded time. */
  public void stop() {
    stopping = true;
    FeedhornServer started = server;
    if (started != null) {
      LOG.info("Server is stopping");
      long millis = settings.http().connections().drain().toMillis() + STOP_TIMEOUT_MILLIS;
      attempt("stop the server", () -> started.stop().await(millis, TimeUnit.MILLISECONDS));
    }
    Vertx open = vertx;
    if (open != null) {
      attempt("close Vert.x", () -> open.close().await(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }
    ClusterNode node = cluster;
    if (node != null) {
      attempt("leave the cluster", node::stop);
    }
    tracing.close();
    if (started != null) {
      LOG.info("Server has stopped");
    }
    stopped.countDown();
  }

  public boolean isStopping() {
    return stopping;
  }

  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void attempt(String what, Action action) {
    try {
      action.run();
    } catch (TimeoutException timeout) {
      LOG.warn("The attempt to {} took too long, continuing without it", what);
    } catch (Exception failure) {
      LOG.warn(
          "The attempt to {} failed, continuing without it: {}", what, ErrorMessages.of(failure));
    }
  }
}
