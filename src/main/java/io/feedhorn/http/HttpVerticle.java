package io.feedhorn.http;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.hub.CpuSampler;
import io.feedhorn.hub.Hub;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.PublishTracing;
import io.feedhorn.reader.ReaderRequests;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.ResponseCompression;
import io.feedhorn.transport.SessionDirectory;
import io.feedhorn.transport.SessionRegistry;
import io.feedhorn.transport.netty.RingBatch;
import io.feedhorn.transport.sockjs.EventLoopNumber;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of one event loop, with a hub and transports of its own. All instances listen on
 * one socket.
 */
public final class HttpVerticle extends VerticleBase {
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

  private final HttpServices services;
  private final HttpOptions options;
  private final int number;
  private @Nullable Running running;

  private record Running(
      HttpServer server,
      AdmissionControl admission,
      PublishService publishService,
      Transports transports) {}

  /**
   * @param number the number of this instance, from 0
   */
  public HttpVerticle(HttpServices services, int number) {
    this.services = services;
    this.options = services.http();
    this.number = number;
  }

  @Override
  public Future<?> start() {
    TransportLabels.ALL.forEach(services.metrics()::addTransport);
    services.health().watchCurrentLoop(vertx, services.metrics().registry(), number);
    LoopContext loopContext = createLoopContext();
    Transports transports =
        Transports.of(
            loopContext,
            new HeartbeatTimer(vertx, options.connections().streamHeartbeat()),
            new EventLoopNumber(number, options.eventLoops()));
    return services
        .subscriberCounter()
        .answerFor(loopContext.hub(), number)
        .compose(
            counting ->
                new SessionDirectory(vertx, options.eventLoops())
                    .answerFor(loopContext.sessions(), number))
        .compose(listing -> loopContext.authenticator().open())
        .compose(tickets -> transports.sockJs().start())
        .compose(sessions -> readCertificate())
        .compose(certificate -> listen(loopContext, transports, certificate));
  }

  private LoopContext createLoopContext() {
    return new LoopContext(
        vertx,
        new Hub(
            vertx,
            services.feeds(),
            services.metrics(),
            services.limits().backlogBytes(),
            services.tracer(),
            new RingBatch()),
        PublishService.ofLoop(
            vertx,
            services.limits().messageBytes(),
            PublishTracing.of(services.tracer(), services.feeds().hasTrace())),
        new ReaderRequests(vertx.eventBus()),
        new HeartbeatTimer(vertx, options.connections().heartbeat()),
        new SessionRegistry(),
        services.limits(),
        services.limiter(),
        new Authenticator(vertx, services.auth(), services.keys(), services.feeds().clock()),
        new Authorizer(services.auth()),
        new ResponseCompression(options.connections().deflate()));
  }

  /** Reads the certificate on a worker thread. The result is null without TLS. */
  private Future<@Nullable TlsCertificate> readCertificate() {
    TlsOptions tls = options.bind().tls();
    if (tls == null) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () -> {
          TlsCertificate certificate = TlsCertificate.read(tls);
          certificate.requireMatchingKey(vertx);
          return certificate;
        });
  }

  private Future<HttpServer> listen(
      LoopContext loopContext, Transports transports, @Nullable TlsCertificate certificate) {
    TrustedProxies proxies = new TrustedProxies(options.proxies().trusted());
    AdmissionControl admission = new AdmissionControl(services.health()::isOverloaded);
    ConnectionTracker connections =
        new ConnectionTracker(vertx, services.limiter(), services.limits().http());
    HttpServerOptions serverOptions =
        VertxServerOptions.of(options, services.limits(), certificate);
    HttpServer server =
        vertx
            .createHttpServer(serverOptions)
            .connectionHandler(
                new ConnectionHandler(
                    serverOptions,
                    options.proxies().proxyProtocol(),
                    proxies,
                    services.limits().frameBytes(),
                    services.metrics(),
                    new CpuSampler(),
                    connections,
                    admission))
            .invalidRequestHandler(
                new InvalidRequestHandler(services.limits().http().headerBytes()))
            .requestHandler(
                pipeline(loopContext, transports, proxies, admission, connections).handler(vertx));
    running = new Running(server, admission, loopContext.publishService(), transports);
    return server
        .listen(VertxServerOptions.address(options.bind()))
        .onSuccess(listening -> reloadCertificate(certificate, server));
  }

  private RequestPipeline pipeline(
      LoopContext loopContext,
      Transports transports,
      TrustedProxies proxies,
      AdmissionControl admission,
      ConnectionTracker connections) {
    AuthenticationHandler authentication =
        new AuthenticationHandler(loopContext.authenticator(), loopContext.authorizer());
    return new RequestPipeline(
        connections,
        services.limiter(),
        admission,
        new AcceptThrottle(vertx, System::nanoTime),
        new CorsHandler(
            new Origins(
                options.cors().origins(), proxies, options.pages().lab() ? this::port : () -> 0),
            options.cors().headers()),
        authentication,
        new WebSocketUpgradeHandler(
            connections,
            transports.webSocket()::upgrade,
            transports.sockJs()::upgrade,
            transports.sockJs()::upgradeSession),
        new ErrorHandler(services.metrics()),
        new Routes(loopContext, transports, authentication, services)::addTo);
  }

  private void reloadCertificate(@Nullable TlsCertificate certificate, HttpServer server) {
    TlsOptions tls = options.bind().tls();
    if (tls != null && certificate != null && number == 0) {
      new CertificateReloader(vertx, tls, certificate, server).start();
    }
  }

  /** Returns the port that was bound; 0 before that. */
  public int port() {
    return running == null ? 0 : running.server().actualPort();
  }

  /**
   * Refuses new clients and announces the stop. After the drain time, in which load balancers
   * notice that {@code /health/ready} fails, closes the connections a few at a time.
   */
  @Override
  public Future<?> stop() {
    Running current = running;
    if (current == null) {
      return Future.succeededFuture();
    }
    Transports transports = current.transports();
    Duration drain = options.connections().drain();
    Duration closing = new ConnectionDrainer(vertx, transports.closeActions()).duration();
    current.admission().stop(drain.plus(closing).plus(SHUTDOWN_TIMEOUT));
    current.publishService().close();
    transports.announceShutdown(drain);
    return vertx
        .timer(Math.max(1, drain.toMillis()), TimeUnit.MILLISECONDS)
        .onSuccess(drained -> transports.completePolls())
        .compose(drained -> new ConnectionDrainer(vertx, transports.closeActions()).drain())
        .compose(
            closed ->
                current.server().shutdown(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }
}
