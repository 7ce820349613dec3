package io.feedhorn.app;

import io.feedhorn.access.ClientAddress;
import io.feedhorn.access.Clients;
import io.feedhorn.access.KeyRing;
import io.feedhorn.access.Proxies;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.hub.Census;
import io.feedhorn.lab.LabVerticle;
import io.feedhorn.log.Feeds;
import io.feedhorn.model.Clock;
import io.feedhorn.ops.Health;
import io.feedhorn.ops.Memory;
import io.feedhorn.ops.PrometheusMeters;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.FeedVerticle;
import io.feedhorn.publish.Ledger;
import io.feedhorn.publish.LocalLedger;
import io.feedhorn.server.HealthServer;
import io.feedhorn.server.HttpVerticle;
import io.feedhorn.source.ChatRoomVerticle;
import io.feedhorn.source.DemoOptions;
import io.feedhorn.source.PricesVerticle;
import io.feedhorn.source.ScoresVerticle;
import io.feedhorn.transport.DirectMemory;
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
public final class Feedhorn {
  private static final Logger LOG = LoggerFactory.getLogger(Feedhorn.class);

  private final Vertx vertx;
  private final @Nullable ClusterNode cluster;
  private final Settings settings;
  private final PrometheusMeters meters = new PrometheusMeters();
  private final Health health;
  private final Feeds feeds;
  private final Census census;
  private final Clients clients;
  private final KeyRing ring;
  private final List<String> writers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> servers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> sources = Collections.synchronizedList(new ArrayList<>());
  private volatile int port;
  private volatile @Nullable HealthServer healthServer;

  private Feedhorn(Vertx vertx, Settings settings, Clock clock, @Nullable ClusterNode cluster) {
    this.vertx = vertx;
    this.cluster = cluster;
    this.settings = settings;
    this.feeds =
        cluster == null
            ? new Feeds(settings.feeds(), clock, new SecureRandom())
            : cluster.feeds(settings.feeds(), clock);
    this.health = new Health(vertx, Addresses.WRITER_ALIVE, memory(settings));
    this.clients =
        new Clients(
            settings.limits(),
            new ClientAddress(new Proxies(settings.http().proxies()))::of,
            System::nanoTime);
    this.ring = new KeyRing(settings.access());
    int hubs = settings.http().eventLoops();
    this.census =
        cluster == null
            ? new Census(vertx, hubs)
            : new Census(vertx, hubs, cluster.self(), cluster::others);
    if (cluster != null) {
      health.add("cluster", cluster::isAvailable, cluster::facts);
      cluster.measure(meters.registry());
    }
    NodeMetrics.register(meters.registry(), feeds);
    this.port = settings.http().port();
  }

  private static Memory memory(Settings settings) {
    return new Memory(
        settings.limits().memoryPercent(), () -> Math.max(Memory.heap(), DirectMemory.inUse()));
  }

  /** Starts a node on a Vert.x instance. Done when it serves; fails with the reason otherwise. */
  public static Future<Feedhorn> start(Vertx vertx, Settings settings) {
    return start(vertx, settings, Clock.system());
  }

  /** Starts a node that goes by another clock than the machine's. */
  public static Future<Feedhorn> start(Vertx vertx, Settings settings, Clock clock) {
    return start(new Feedhorn(vertx, settings, clock, null));
  }

  /** Starts a node that has joined others. */
  public static Future<Feedhorn> start(ClusterNode cluster, Settings settings) {
    return start(new Feedhorn(cluster.vertx(), settings, Clock.system(), cluster));
  }

  private static Future<Feedhorn> start(Feedhorn node) {
    return node.startWriter()
        .compose(writer -> node.startKeys())
        .compose(keys -> node.startServer(0))
        .compose(servers -> node.census.open())
        .compose(open -> node.startSources())
        .compose(sources -> node.startHealth())
        .map(node)
        .recover(failure -> node.stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<String> startWriter() {
    Ledger ledger =
        cluster == null
            ? new LocalLedger(feeds, meters)
            : cluster.ledger(feeds, meters, meters::openConnections);
    return deploy(new FeedVerticle(feeds, ledger, settings.limits().messageBytes()), writers);
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
            clients,
            settings.access(),
            ring,
            feeds,
            meters,
            health,
            census,
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
    return cluster == null || cluster.writes(feed);
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
