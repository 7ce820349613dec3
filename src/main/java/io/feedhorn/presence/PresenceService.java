package io.feedhorn.presence;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.PresenceMetrics;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.ByReferenceCodec;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.WriterService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service that collects who reads topics by name, exchanges that with the other nodes, and
 * publishes joins and leaves. Owned by the writer's event loop.
 */
public final class PresenceService implements WriterService {
  private static final long TICK_MILLIS = 100;

  private final FeedRegistry feeds;
  private final LocalPresence local;
  private final PresenceTables tables;
  private final PresencePublisher publisher;
  private final @Nullable PresenceNodes nodes;
  private @Nullable PresencePeers peers;

  /**
   * Creates the service of a node.
   *
   * @param nodes the nodes of the cluster; null for a single node
   */
  public PresenceService(
      FeedRegistry feeds,
      FeedWriter writer,
      PresenceOptions options,
      PresenceMetrics metrics,
      @Nullable PresenceNodes nodes) {
    this.feeds = feeds;
    this.nodes = nodes;
    this.local = new LocalPresence(options.lease().toNanos() / 1_000);
    this.tables = new PresenceTables(local.table());
    this.publisher =
        new PresencePublisher(feeds, writer, tables, options, metrics, this::knowsAllNodes);
  }

  @Override
  public Future<?> start(Vertx vertx) {
    EventBus bus = vertx.eventBus();
    ByReferenceCodec.register(bus, PresenceReport.class, "feedhorn.presence.report");
    Future<?> exchanging = exchange(vertx);
    tick();
    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    return Future.all(
        exchanging,
        bus.localConsumer(Addresses.PRESENCE, this::onReport).completion(),
        bus.localConsumer(Addresses.PRESENCE_STATE, this::answer).completion());
  }

  private Future<?> exchange(Vertx vertx) {
    PresenceNodes cluster = nodes;
    if (cluster == null) {
      return Future.succeededFuture();
    }
    PresencePeers created =
        new PresencePeers(
            vertx, cluster, local.table(), tables.nodes(), publisher::check, feeds.clock()::micros);
    peers = created;
    return created.start();
  }

  private boolean knowsAllNodes() {
    return peers == null || peers.allKnown();
  }

  private void onReport(Message<PresenceReport> message) {
    long now = feeds.clock().micros();
    Set<PresenceKey> changed = new LinkedHashSet<>();
    for (PresenceChange change : message.body().changes()) {
      if (local.apply(change, now)) {
        changed.add(change.key());
      }
    }
    changed.forEach(this::onChanged);
  }

  private void onChanged(PresenceKey key) {
    if (peers != null) {
      peers.changed(key);
    }
    publisher.check(key);
  }

  private void tick() {
    local.expire(feeds.clock().micros()).forEach(this::onChanged);
    if (peers != null) {
      peers.tick();
    }
    publisher.setActive(nodes == null || nodes.publishes().getAsBoolean());
    publisher.tick();
  }

  private void answer(Message<String> question) {
    String topic = question.body();
    JsonObject connections = new JsonObject();
    for (String user : tables.usersOf(topic)) {
      connections.put(user, tables.count(new PresenceKey(topic, user)));
    }
    question.reply(connections);
  }
}
