package io.feedhorn.http;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.health.Health;
import io.feedhorn.hub.CpuSampler;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.Limits;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.publish.PublishService;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.BadRequestHandler;
import io.feedhorn.transport.netty.PerMessageDeflate;
import io.feedhorn.transport.netty.TrafficHandler;
import io.feedhorn.transport.sockjs.LoopShard;
import io.feedhorn.transport.websocket.WebSocketTransport;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the server: its hub, its transports, and a socket that it listens on
 * together with the other instances.
 */
public final class HttpVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);
  private static final int ENVELOPE_FACTOR = 4;
  private static final int BACKLOG = 4_096;
  private static final Duration SHUTDOWN = Duration.ofSeconds(1);

  private final HttpOptions options;
  private final Limits limits;
  private final ClientLimiter limiter;
  private final AuthOptions access;
  private final JwksVerticle ring;
  private final FeedRegistry feeds;
  private final PrometheusMetrics meters;
  private final Health health;
  private final SubscriberCounter subscriberCounter;
  private final int number;
  private @Nullable HttpServer server;
  private @Nullable Routes routes;
  private @Nullable AdmissionControl admission;

  /**
   * @param limiter who may use how much of the node
   * @param number which of the instances this is, from 0
   */
  public HttpVerticle(
      HttpOptions options,
      Limits limits,
      ClientLimiter limiter,
      AuthOptions access,
      JwksVerticle ring,
      FeedRegistry feeds,
      PrometheusMetrics meters,
      Health health,
      SubscriberCounter subscriberCounter,
      int number) {
    this.options = options;
    this.limits = limits;
    this.limiter = limiter;
    this.access = access;
    this.ring = ring;
    this.feeds = feeds;
    this.meters = meters;
    this.health = health;
    this.subscriberCounter = subscriberCounter;
    this.number = number;
  }

  @Override
  public Future<?> start() throws IOException {
    health.watchThisLoop(vertx, meters.registry(), number);
    Hub hub = new Hub(vertx, feeds, meters, limits.backlogBytes());
    PublishService publishService = new PublishService(vertx.eventBus(), limits.messageBytes());
    Authenticator authenticator = new Authenticator(vertx, access, ring, feeds.clock());
    HeartbeatTimer heartbeat = new HeartbeatTimer(vertx, options.heartbeat());
    LoopContext loopContext =
        new LoopContext(
            vertx,
            hub,
            publishService,
            heartbeat,
            limits,
            limiter,
            authenticator,
            new Authorizer(access));
    TrustedProxies proxies = new TrustedProxies(options.proxies());
    Origins origins = new Origins(options.origins(), proxies, options.lab() ? this::port : () -> 0);
    Routes all =
        new Routes(
            loopContext,
            new HeartbeatTimer(vertx, options.streamHeartbeat()),
            origins,
            subscriberCounter,
            meters,
            health,
            options,
            new LoopShard(number, options.eventLoops()));
    routes = all;
    AdmissionControl entrance =
        new AdmissionControl(
            vertx, limiter, limits, origins, meters, health::isOverloaded, all.handler());
    admission = entrance;
    CpuSampler cpu = new CpuSampler();
    TlsCertificate certificate = certificate();
    HttpServer http =
        vertx
            .createHttpServer(listening(certificate))
            .connectionHandler(
                connection -> {
                  if (refuseUnlisted(connection, proxies)) {
                    return;
                  }
                  BadRequestHandler.check(connection);
                  PerMessageDeflate.limit(connection, messageBytes());
                  TrafficHandler.open(connection, meters, cpu);
                  entrance.onConnection(connection);
                })
            .invalidRequestHandler(HttpVerticle::refuseInvalid)
            .requestHandler(entrance);
    server = http;
    return subscriberCounter
        .answerFor(hub, number)
        .compose(counted -> all.open())
        .compose(open -> http.listen(address()))
        .onSuccess(listening -> watch(certificate, http));
  }

  /**
   * Closes a connection that begins with the PROXY protocol and is not from a listed proxy: anyone
   * can send that header, and Vert.x believes it.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler hears of it
  private boolean refuseUnlisted(HttpConnection connection, TrustedProxies proxies) {
    boolean unlisted =
        options.proxyProtocol() && !proxies.has(connection.remoteAddress(true).hostAddress());
    if (unlisted) {
      meters.refused(ErrorCode.FORBIDDEN);
      LOG.warn(
          "Connection refused: {} is not a listed proxy (http.proxies, http.proxy-protocol)",
          connection.remoteAddress(true).hostAddress());
      connection.close();
    }
    return unlisted;
  }

  /** Read once for each event loop, at the start only, so blocking it harms nobody. */
  private @Nullable TlsCertificate certificate() throws IOException {
    TlsOptions tls = options.tls();
    if (tls == null) {
      return null;
    }
    TlsCertificate certificate = TlsCertificate.read(tls);
    certificate.requireFit(vertx);
    return certificate;
  }

  private void watch(@Nullable TlsCertificate certificate, HttpServer http) {
    TlsOptions tls = options.tls();
    if (tls != null && certificate != null && number == 0) {
      new CertificateReloader(vertx, tls, certificate, http).start();
    }
  }

  /** A cache may keep a 414 otherwise (RFC 9110, section 15.5.15). */
  private static void refuseInvalid(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }

  /** All instances share one socket; where any free port will do, they share the one found. */
  private SocketAddress address() {
    return options.port() == 0
        ? SocketAddress.sharedRandomPort(1, options.host())
        : SocketAddress.inetSocketAddress(options.port(), options.host());
  }

  private HttpServerOptions listening(@Nullable TlsCertificate certificate) {
    HttpServerOptions listening = new HttpServerOptions();
    if (certificate != null) {
      listening.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate.pem());
    }
    // HTTP/2 counts the first line among the headers.
    listening.getInitialSettings().setMaxHeaderListSize(2L * limits.headerBytes());
    return listening
        .setAcceptBacklog(BACKLOG)
        .setUseProxyProtocol(options.proxyProtocol())
        .setProxyProtocolTimeout(limits.requestTime().toMillis())
        .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxInitialLineLength(limits.headerBytes())
        .setMaxHeaderSize(limits.headerBytes())
        // To tell HTTP/2 from HTTP/1.1 Vert.x would wait for a first byte, and not tell us of whom.
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(true)
        .setHandle100ContinueAutomatically(true)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(options.deflate())
        .setMaxWebSocketFrameSize(messageBytes())
        .setMaxWebSocketMessageSize(messageBytes())
        .setWebSocketSubProtocols(List.of(WebSocketTransport.SUBPROTOCOL));
  }

  private int messageBytes() {
    return limits.messageBytes() * ENVELOPE_FACTOR;
  }

  /** The port that was bound; 0 before that. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /**
   * Refuses what is new, tells the others, and ends them a few at a time; after the time to drain,
   * whoever is connected, so that those who look at {@code /health/ready} have noticed it.
   */
  @Override
  public Future<?> stop() {
    AdmissionControl entrance = admission;
    Routes all = routes;
    HttpServer http = server;
    if (entrance == null || all == null || http == null) {
      return Future.succeededFuture();
    }
    Duration drain = options.drain();
    Duration farewells = new ConnectionDrainer(vertx, all.shutdownActions()).duration();
    entrance.leave(drain.plus(farewells).plus(SHUTDOWN));
    all.leave(drain);
    return vertx
        .timer(Math.max(1, drain.toMillis()), TimeUnit.MILLISECONDS)
        .onSuccess(drained -> all.completePendingPolls())
        .compose(drained -> new ConnectionDrainer(vertx, all.shutdownActions()).drain())
        .compose(said -> http.shutdown(SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS));
  }
}
