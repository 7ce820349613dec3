package io.feedhorn.app;

import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.health.Health;
import io.feedhorn.health.MemoryPressure;
import io.feedhorn.http.HealthServer;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.publish.Addresses;
import io.feedhorn.transport.netty.DirectMemory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The health checks of a server, and their own port if one is set. Safe on any thread. */
final class ServerHealth {
  private static final Logger LOG = LoggerFactory.getLogger(ServerHealth.class);

  private final Settings settings;
  private final Health checks;
  private volatile @Nullable HealthServer server;

  ServerHealth(Vertx vertx, Settings settings) {
    this.settings = settings;
    this.checks = new Health(vertx, Addresses.WRITER_ALIVE, memory(settings));
  }

  private static MemoryPressure memory(Settings settings) {
    return new MemoryPressure(
        settings.limits().memoryPercent(),
        () -> Math.max(MemoryPressure.heapInUse(), DirectMemory.inUse()));
  }

  Health checks() {
    return checks;
  }

  /** Listens on {@code http.health.port}, if it is set. */
  Future<?> start(PrometheusMetrics metrics) {
    Integer port = settings.http().bind().healthPort();
    if (port == null) {
      return Future.succeededFuture();
    }
    return HealthServer.start(settings.http().bind().host(), port, checks, metrics)
        .recover(failure -> Future.failedFuture(named(port, failure)))
        .onSuccess(
            listening -> {
              server = listening;
              LOG.info("Health checks listen on port {}", listening.port());
            });
  }

  /** Returns a failure to listen with the name of the port, which is not the one of the server. */
  private static Throwable named(int port, Throwable failure) {
    return failure instanceof IOException
        ? new IOException("http.health.port %d: %s".formatted(port, ErrorMessages.of(failure)))
        : failure;
  }

  Future<Void> stop() {
    HealthServer listening = server;
    return listening == null ? Future.succeededFuture() : listening.stop();
  }

  /** Returns the port of the health checks, which is the server's if they have none. */
  int port(int serverPort) {
    HealthServer listening = server;
    return listening == null ? serverPort : listening.port();
  }
}
