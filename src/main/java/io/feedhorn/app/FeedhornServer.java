package io.feedhorn.app;

import io.feedhorn.alerts.AlertRules;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.demo.lab.LabVerticle;
import io.feedhorn.http.HttpServices;
import io.feedhorn.http.HttpVerticle;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.limits.ClientAddress;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.Publisher;
import io.feedhorn.push.PushSender;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.deploy.SourceChanges;
import io.feedhorn.source.deploy.SourceRunner;
import io.feedhorn.store.artemis.ArtemisStore;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server on a Vert.x instance: a program of its own, or a part of another one. Deploys its
 * verticles in order and undeploys them in reverse order. Safe on any thread.
 */
public final class FeedhornServer {
  private final Vertx vertx;
  private final @Nullable ClusterNode cluster;
  private final Settings settings;
  private final Tracer tracer;
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final ServerHealth health;
  private final FeedRegistry feeds;
  private final SubscriberCounter subscriberCounter;
  private final ClientLimiter limiter;
  private final JwksVerticle jwks;
  private final ServerPush push;
  private final SourceRunner sources;

  /** The IDs of the deployments, the newest first. */
  private final Deque<String> deployments = new ConcurrentLinkedDeque<>();

  private volatile List<SourceOptions> demoSources = List.of();
  private volatile int port;
  private volatile @Nullable ServerStore store;

  private FeedhornServer(
      Vertx vertx, Settings settings, Clock clock, @Nullable ClusterNode cluster, Tracer tracer) {
    this.tracer = tracer;
    this.vertx = vertx;
    this.cluster = cluster;
    this.settings = settings;
    this.feeds =
        cluster == null
            ? new FeedRegistry(settings.feeds(), clock, new SecureRandom())
            : cluster.feeds(feedsOfNode(settings), clock);
    this.health = new ServerHealth(vertx, settings);
    this.limiter =
        new ClientLimiter(
            settings.limits().client(),
            new ClientAddress(new TrustedProxies(settings.http().proxies().trusted()))::of,
            System::nanoTime);
    this.jwks = new JwksVerticle(settings.auth());
    this.push = new ServerPush(settings.push(), metrics, cluster);
    int hubs = settings.http().eventLoops();
    this.subscriberCounter =
        cluster == null
            ? new SubscriberCounter(vertx, hubs)
            : new SubscriberCounter(vertx, hubs, cluster.self(), cluster::others);
    this.sources = ServerSources.runner(vertx, metrics, subscriberCounter, cluster);
    if (cluster != null) {
      health.checks().add("cluster", cluster::isReady, cluster::status);
      cluster.registerMetrics(metrics.registry());
    }
    ServerGauges.register(metrics.registry(), feeds);
    this.port = settings.http().bind().port();
  }

  /** Returns the options of a node's feeds, with those of the private feed. */
  private static FeedsOptions feedsOfNode(Settings settings) {
    FeedOptions usual = FeedOptions.DEFAULT;
    boolean durable = settings.store().path() != null;
    FeedOptions newest =
        new FeedOptions(DeliveryMode.LATEST, 1, usual.historyAge(), usual.cache(), durable);
    return settings.feeds().with(Topic.PRIVATE_FEED, newest);
  }

  /**
   * Starts a server on a Vert.x instance, which can have one server at a time. The future completes
   * when the server accepts connections; it fails with the reason if the server cannot start.
   */
  public static Future<FeedhornServer> start(Vertx vertx, Settings settings) {
    return start(vertx, settings, Clock.system());
  }

  /** Starts a server that takes the time from another clock than the machine's. */
  public static Future<FeedhornServer> start(Vertx vertx, Settings settings, Clock clock) {
    return start(vertx, settings, clock, Tracer.NONE);
  }

  /** Starts a server whose publishes a tracer records; {@code tracing.enabled} is not read. */
  public static Future<FeedhornServer> start(Vertx vertx, Settings settings, Tracer tracer) {
    return start(vertx, settings, Clock.system(), tracer);
  }

  private static Future<FeedhornServer> start(
      Vertx vertx, Settings settings, Clock clock, Tracer tracer) {
    if (settings.cluster().enabled()) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "cluster.enabled is true: start the server with a ClusterNode, not with a Vertx"));
    }
    return new FeedhornServer(vertx, settings, clock, null, tracer).start();
  }

  /** Starts the server of a member of a cluster. */
  public static Future<FeedhornServer> start(
      ClusterNode cluster, Settings settings, Tracer tracer) {
    return new FeedhornServer(cluster.vertx(), settings, Clock.system(), cluster, tracer).start();
  }

  private Future<FeedhornServer> start() {
    return InstanceClaim.take(vertx, this)
        .compose(claimed -> openStore())
        .compose(opened -> push.open(vertx, store != null))
        .compose(opened -> deployWriter())
        .compose(writer -> deploy(jwks))
        .compose(keys -> deployHttp())
        .compose(http -> deployPush())
        .compose(push -> ServerAlerts.deploy(this, settings.alerts(), feeds, metrics, cluster))
        .compose(alerts -> subscriberCounter.open())
        .compose(counter -> deployLab())
        .compose(lab -> startSources())
        .compose(running -> health.start(metrics))
        .map(this)
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  /**
   * Stops the server: readiness checks fail, verticles that publish are undeployed, connections are
   * drained, accepted publishes are finished. The Vert.x instance is not closed.
   */
  public Future<Void> stop() {
    health.checks().markStopping();
    return sources
        .stop()
        .transform(ended -> undeployAll())
        .transform(undeployed -> closeStore())
        .transform(closed -> health.stop())
        .onComplete(stopped -> InstanceClaim.release(vertx, this))
        .onComplete(stopped -> metrics.close());
  }

  /** Applies the sources of other settings; everything else stays as it is. */
  public Future<SourceChanges> applySources(Settings other) {
    return sources.apply(withDemo(other.sources()));
  }

  /** Deploys a verticle that {@link #stop} undeploys before it closes connections. */
  public Future<String> deploy(Deployable verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::push);
  }

  private Future<Void> undeployAll() {
    String newest = deployments.poll();
    return newest == null
        ? Future.succeededFuture()
        : vertx.undeploy(newest).transform(undeployed -> undeployAll());
  }

  private Future<?> openStore() {
    if (settings.store().path() == null) {
      return Future.succeededFuture();
    }
    return ServerStore.open(
            vertx,
            settings.store(),
            settings.cluster(),
            ArtemisStore::open,
            feeds,
            metrics.forStore())
        .onSuccess(
            opened -> {
              store = opened;
              StoreNotice.log(settings);
              // Up although it cannot be written: everything else goes on.
              health.checks().add("store", () -> true, opened::status);
            });
  }

  private Future<Void> closeStore() {
    ServerStore opened = store;
    return opened == null ? Future.succeededFuture() : opened.close();
  }

  private Future<String> deployWriter() {
    FeedWriterVerticle writer =
        new FeedWriterFactory(settings, feeds, metrics, tracer, cluster, store, push).create();
    return cluster == null
        ? deploy(writer)
        : cluster.deployWriter(writer).onSuccess(deployments::push);
  }

  private Future<?> deployPush() {
    PushSender sender = push.sender(subscriberCounter, feeds.clock());
    return sender == null ? Future.succeededFuture() : deploy(sender);
  }

  private Future<?> deployHttp() {
    int instances = settings.http().eventLoops();
    HttpServices services =
        new HttpServices(
            settings.http(),
            settings.limits(),
            settings.auth(),
            limiter,
            jwks,
            feeds,
            metrics,
            tracer,
            health.checks(),
            subscriberCounter,
            push.access(),
            OperatorView.of(cluster, () -> store),
            new AlertRules(vertx, feeds, settings.alerts()));
    List<HttpVerticle> verticles =
        IntStream.range(0, instances)
            .mapToObj(number -> new HttpVerticle(services, number))
            .toList();
    return vertx
        .deployVerticle(verticles.iterator()::next, new DeploymentOptions().setInstances(instances))
        .onSuccess(
            deployment -> {
              deployments.push(deployment);
              port = verticles.get(0).port();
            });
  }

  private Future<?> deployLab() {
    return settings.http().pages().lab()
        ? deploy(new LabVerticle(settings.http().bind().host(), port))
        : Future.succeededFuture();
  }

  private Future<?> startSources() {
    return vertx
        .executeBlocking(() -> DemoSources.of(settings.demo()))
        .compose(
            demo -> {
              demoSources = demo;
              return sources.start(withDemo(settings.sources()));
            });
  }

  private List<SourceOptions> withDemo(List<SourceOptions> configured) {
    return Stream.concat(demoSources.stream(), configured.stream()).toList();
  }

  /** Returns a publisher for this server's feeds, for any thread. */
  public Publisher publisher() {
    return Publisher.on(vertx);
  }

  /** Returns the port on which the server listens. */
  public int port() {
    return port;
  }

  /** Returns the port of the health checks: {@code http.health.port}, or the server's own. */
  public int healthPort() {
    return health.port(port);
  }

  /** Returns the URL of the server without a path, such as {@code http://127.0.0.1:8080}. */
  public String address() {
    String host = settings.http().bind().host();
    String scheme = settings.http().bind().tls() == null ? "http://" : "https://";
    return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
