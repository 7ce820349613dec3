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

/**
 * A running node: what is started in which order, and stopped in the reverse one. Started and
 * stopped from any one thread.
 */
public final class Feedhorn {
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

  private Feedhorn(Vertx vertx, Settings settings, @Nullable ClusterNode cluster) {
    this.vertx = vertx;
    this.cluster = cluster;
    this.settings = settings;
    this.feeds =
        cluster == null
            ? new Feeds(settings.feeds(), Clock.system(), new SecureRandom())
            : cluster.feeds(settings.feeds(), Clock.system());
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
    this.port = settings.http().port();
  }

  private static Memory memory(Settings settings) {
    return new Memory(
        settings.limits().memoryPercent(), () -> Math.max(Memory.heap(), DirectMemory.inUse()));
  }

  /** Starts a node on a Vert.x instance. Done when it serves; fails with the reason otherwise. */
  public static Future<Feedhorn> start(Vertx vertx, Settings settings) {
    return start(new Feedhorn(vertx, settings, null));
  }

  /** Starts a node that has joined others. */
  public static Future<Feedhorn> start(ClusterNode cluster, Settings settings) {
    return start(new Feedhorn(cluster.vertx(), settings, cluster));
  }

  private static Future<Feedhorn> start(Feedhorn node) {
    return node.startWriter()
        .compose(writer -> node.startKeys())
        .compose(keys -> node.startServer(0))
        .compose(servers -> node.census.open())
        .compose(open -> node.startSources())
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
        .onComplete(done -> meters.close());
  }

  private Future<Void> undeploy(List<String> deployments) {
    List<Future<Void>> undeployed = List.copyOf(deployments).stream().map(vertx::undeploy).toList();
    deployments.clear();
    return Future.join(undeployed).mapEmpty();
  }
}
