package io.feedhorn.http;

import io.feedhorn.health.Health;
import io.feedhorn.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;

/**
 * An HTTP server for the health checks alone. It has a port, a Vert.x instance and an event loop of
 * its own, so that probes do not wait for a blocked event loop. Started and stopped on any thread.
 */
public final class HealthServer {
  private static final int IDLE_SECONDS = 10;

  private final Vertx vertx;
  private final HttpServer server;

  private HealthServer(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param port the port; 0 for any free one
   */
  public static Future<HealthServer> start(String host, int port, Health health, Metrics metrics) {
    // A result on an event loop of the instance would not be delivered after the instance is
    // closed.
    Promise<HealthServer> started = Promise.promise();
    // Vert.x warns of an instance that is created on a thread of another one.
    new Thread(
            () -> {
              try {
                start(host, port, health, metrics, started);
              } catch (RuntimeException failure) {
                started.fail(failure);
              }
            },
            "feedhorn-health-start")
        .start();
    return started.future();
  }

  private static void start(
      String host, int port, Health health, Metrics metrics, Promise<HealthServer> started) {
    Vertx own =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    Router router = Router.router(own);
    new ErrorHandler(metrics).answerAll(router);
    route(router, EndpointTable.LIVE.path(), health.liveOn(own));
    route(router, EndpointTable.READY.path(), health.readyOn(own));
    own.createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
        .requestHandler(router)
        .listen(port, host)
        .onSuccess(server -> started.complete(new HealthServer(own, server)))
        .onFailure(failure -> own.close().onComplete(closed -> started.fail(failure)));
  }

  private static void route(Router router, String path, HealthChecks checks) {
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        // the default check of HAProxy
        .method(HttpMethod.OPTIONS)
        .handler(HealthCheckHandler.createWithHealthChecks(checks));
  }

  /** Returns the port that was bound. */
  public int port() {
    return server.actualPort();
  }

  /** Stops the server and its event loop. */
  public Future<Void> stop() {
    return vertx.close();
  }
}
