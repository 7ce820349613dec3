package io.feedhorn.app;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.demo.ChatRoomVerticle;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.demo.PricesVerticle;
import io.feedhorn.demo.ScoresVerticle;
import io.feedhorn.demo.lab.LabVerticle;
import io.feedhorn.health.Health;
import io.feedhorn.health.MemoryPressure;
import io.feedhorn.http.HealthServer;
import io.feedhorn.http.HttpVerticle;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.limits.ClientAddress;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.transport.netty.DirectMemory;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: what is started in which order, and stopped in the reverse one. Started and
 * stopped from any one thread.
 */
public final class FeedhornServer {
  private static final Logger LOG = LoggerFactory.getLogger(FeedhornServer.class);

  private final Vertx vertx;
  private final @Nullable ClusterNode cluster;
  private final Settings settings;
  private final PrometheusMetrics meters = new PrometheusMetrics();
  private final Health health;
  private final FeedRegistry feeds;
  private final SubscriberCounter subscriberCounter;
  private final ClientLimiter limiter;
  private final JwksVerticle ring;
  private final List<String> writers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> servers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> sources = Collections.synchronizedList(new ArrayList<>());
  private volatile int port;
  private volatile @Nullable HealthServer healthServer;

  private FeedhornServer(
      Vertx vertx, Settings settings, Clock clock, @Nullable ClusterNode cluster) {
    this.vertx = vertx;
    this.cluster = cluster;
    this.settings = settings;
    this.feeds =
        cluster == null
            ? new FeedRegistry(settings.feeds(), clock, new SecureRandom())
            : cluster.feeds(settings.feeds(), clock);
    this.health = new Health(vertx, Addresses.WRITER_ALIVE, memory(settings));
    this.limiter =
        new ClientLimiter(
            settings.limits(),
            new ClientAddress(new TrustedProxies(settings.http().proxies()))::of,
            System::nanoTime);
    this.ring = new JwksVerticle(settings.access());
    int hubs = settings.http().eventLoops();
    this.subscriberCounter =
        cluster == null
            ? new SubscriberCounter(vertx, hubs)
            : new SubscriberCounter(vertx, hubs, cluster.self(), cluster::others);
    if (cluster != null) {
      health.add("cluster", cluster::isAvailable, cluster::status);
      cluster.registerMetrics(meters.registry());
    }
    ServerGauges.register(meters.registry(), feeds);
    this.port = settings.http().port();
  }

  private static MemoryPressure memory(Settings settings) {
    return new MemoryPressure(
        settings.limits().memoryPercent(),
        () -> Math.max(MemoryPressure.heap(), DirectMemory.inUse()));
  }

  /** Starts a node on a Vert.x instance. Done when it serves; fails with the reason otherwise. */
  public static Future<FeedhornServer> start(Vertx vertx, Settings settings) {
    return start(vertx, settings, Clock.system());
  }

  /** Starts a node that goes by another clock than the machine's. */
  public static Future<FeedhornServer> start(Vertx vertx, Settings settings, Clock clock) {
    return start(new FeedhornServer(vertx, settings, clock, null));
  }

  /** Starts a node that has joined others. */
  public static Future<FeedhornServer> start(ClusterNode cluster, Settings settings) {
    return start(new FeedhornServer(cluster.vertx(), settings, Clock.system(), cluster));
  }

  private static Future<FeedhornServer> start(FeedhornServer node) {
    return node.startWriter()
        .compose(writer -> node.startKeys())
        .compose(keys -> node.startServer(0))
        .compose(servers -> node.subscriberCounter.open())
        .compose(open -> node.startSources())
        .compose(sources -> node.startHealth())
        .map(node)
        .recover(failure -> node.stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<String> startWriter() {
    FeedWriter feedWriter =
        cluster == null
            ? new LocalFeedWriter(feeds, meters)
            : cluster.writer(feeds, meters, meters::openConnections);
    return deploy(
        new FeedWriterVerticle(feeds, feedWriter, settings.limits().messageBytes()), writers);
  }

  private Future<String> startKeys() {
    return deploy(ring, writers);
  }

  /** One instance after the other; all of them share one port. */
  private Future<Void> startServer(int number) {
    if (number == settings.http().eventLoops()) {
      return Future.succeededFuture();
    }
    HttpVerticle verticle =
        new HttpVerticle(
            settings.http(),
            settings.limits(),
            limiter,
            settings.access(),
            ring,
            feeds,
            meters,
            health,
            subscriberCounter,
            number);
    return deploy(verticle, servers)
        .compose(
            deployed -> {
              port = verticle.port();
              return startServer(number + 1);
            });
  }

  private Future<?> startSources() {
    Future<?> chat =
        deploy(new ChatRoomVerticle(() -> isWritten("chat")), sources).compose(room -> startLab());
    DemoOptions demo = settings.demo();
    return demo.enabled()
        ? chat.compose(room -> deploy(new PricesVerticle(demo, () -> isOurs("prices")), sources))
            .compose(prices -> deploy(new ScoresVerticle(demo, () -> isOurs("scores")), sources))
        : chat;
  }

  private Future<?> startHealth() {
    Integer healthPort = settings.http().healthPort();
    if (healthPort == null) {
      return Future.succeededFuture();
    }
    return HealthServer.start(settings.http().host(), healthPort, health, meters)
        .onSuccess(
            server -> {
              healthServer = server;
              LOG.info(
                  "Health checks are answered on port {} by a thread of their own", server.port());
            });
  }

  /** The port of the health checks alone; that of the node where there is none. */
  public int healthPort() {
    HealthServer server = healthServer;
    return server == null ? port : server.port();
  }

  private Future<?> startLab() {
    return settings.http().lab()
        ? deploy(new LabVerticle(settings.http().host(), port), sources)
        : Future.succeededFuture();
  }

  /** Of several nodes one plays a feed: the one that writes it, or would. */
  private boolean isOurs(String feed) {
    return cluster == null || cluster.owns(feed);
  }

  private boolean isWritten(String feed) {
    return cluster == null || cluster.isWriting(feed);
  }

  private Future<String> deploy(Deployable verticle, List<String> deployments) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::add);
  }

  /** Where the node is reached: {@code http://127.0.0.1:8080}, or https. */
  public String address() {
    String host = settings.http().host();
    String scheme = settings.http().tls() == null ? "http://" : "https://";
    return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The port the node listens on. */
  public int port() {
    return port;
  }

  /** Stops the node, once: nothing new is accepted, what was accepted is finished. */
  public Future<Void> stop() {
    health.leave();
    return undeploy(sources)
        .transform(done -> undeploy(servers))
        .transform(done -> undeploy(writers))
        .transform(done -> stopHealth())
        .onComplete(done -> meters.close());
  }

  private Future<Void> stopHealth() {
    HealthServer server = healthServer;
    return server == null ? Future.succeededFuture() : server.stop();
  }

  private Future<Void> undeploy(List<String> deployments) {
    List<Future<Void>> undeployed = List.copyOf(deployments).stream().map(vertx::undeploy).toList();
    deployments.clear();
    return Future.join(undeployed).mapEmpty();
  }
}
