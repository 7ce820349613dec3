package io.feedhorn.cluster;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.Clock;
import io.feedhorn.publish.FeedWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node as one of several. Joined and left from any one thread; both block. */
public final class ClusterNode {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final int PING_MILLIS = 1_500;
  private static final int CONNECT_MILLIS = 1_000;
  private static final long[] REMIND_MILLIS = {500, 3_000, 8_000};

  private final ClusterOptions options;
  private final InfinispanGrid grid;
  private final Vertx vertx;
  private volatile @Nullable ClusterFeedWriter ledger;
  private volatile @Nullable FeedRegistry feeds;
  private volatile LongSupplier connections = () -> 0;

  private ClusterNode(ClusterOptions options, InfinispanGrid grid, Vertx vertx) {
    this.options = options;
    this.grid = grid;
    this.vertx = vertx;
  }

  /**
   * Joins the others, or founds a cluster.
   *
   * @param vertxOptions what its Vert.x is otherwise set to
   */
  public static ClusterNode join(ClusterOptions options, VertxOptions vertxOptions) {
    byte[] life = new byte[4];
    new SecureRandom().nextBytes(life);
    String name = options.host() + ":" + options.port() + "-" + HexFormat.of().formatHex(life);
    InfinispanGrid grid = InfinispanGrid.join(options, name);
    try {
      VertxBuilder builder =
          Vertx.builder()
              .with(vertxOptions.setEventBusOptions(bus(options)))
              .withClusterManager(grid.roster());
      ClusterNode node = new ClusterNode(options, grid, builder.buildClustered().await());
      grid.manager().addListener(node.new Views());
      return node;
    } catch (RuntimeException failure) {
      grid.leave();
      throw failure;
    }
  }

  private static EventBusOptions bus(ClusterOptions options) {
    EventBusOptions bus = new EventBusOptions();
    if (options.tls() != null) {
      ClusterTls.secure(bus, options.tls());
    }
    return bus.setHost(options.host())
        .setPort(0)
        .setConnectTimeout(CONNECT_MILLIS)
        .setClusterPingInterval(PING_MILLIS)
        .setClusterPingReplyInterval(PING_MILLIS);
  }

  public Vertx vertx() {
    return vertx;
  }

  /** The feeds as all nodes keep them. Blocks. */
  public FeedRegistry feeds(FeedsOptions catalog, Clock clock) {
    return FeedRegistry.shared(catalog, clock, grid.epoch());
  }

  /**
   * Where updates get their place.
   *
   * @param connections how many connections this node has, which the others are told
   */
  public FeedWriter ledger(FeedRegistry feeds, Metrics metrics, LongSupplier connections) {
    ClusterFeedWriter made =
        new ClusterFeedWriter(grid, feeds, metrics, options.copies(), connections);
    ledger = made;
    this.feeds = feeds;
    this.connections = connections;
    return made;
  }

  /** This node's name. */
  public String self() {
    return grid.self();
  }

  /** The names of the other members. Safe on any thread. */
  public List<String> others() {
    return members().stream().filter(node -> !node.equals(self())).toList();
  }

  /**
   * Whether this node can publish: most of its cluster is in reach, and holds it for a member. Safe
   * on any thread.
   */
  public boolean isAvailable() {
    ClusterFeedWriter made = ledger;
    return made != null && made.isAvailable();
  }

  /** What the cluster looks like from this node. Safe on any thread. */
  public JsonObject facts() {
    ClusterFeedWriter made = ledger;
    ReplicationProtocol protocol = made == null ? null : made.exchange();
    long now = Clock.system().micros();
    JsonArray nodes = new JsonArray();
    for (String node : members()) {
      boolean here = node.equals(self());
      long open = here || protocol == null ? connections.getAsLong() : protocol.connectionsAt(node);
      nodes.add(new JsonObject().put("node", node).put("connections", open));
    }
    JsonObject owners = new JsonObject();
    FeedRegistry all = feeds;
    if (all != null) {
      all.names().forEach(feed -> owners.put(feed, grid.owner(feed)));
    }
    boolean available = isAvailable();
    return new JsonObject()
        .put("self", self())
        .put("available", available)
        .put("moving", grid.isRebalancing())
        .put("behind", available || protocol == null ? 0 : protocol.timeSinceLastPeer(now) / 1e6)
        .put("members", nodes)
        .put("owners", owners);
  }

  /** Registers the figures of the cluster. */
  public void measure(MeterRegistry registry) {
    gauge(registry, "members", "Members this node knows", () -> members().size());
    gauge(registry, "available", "1 where this node can publish", () -> isAvailable() ? 1 : 0);
    gauge(registry, "moving", "1 while copies move", () -> grid.isRebalancing() ? 1 : 0);
    gauge(
        registry,
        "registrations",
        "Addresses that are registered on the event bus of all nodes",
        grid::registrations);
    gauge(registry, "owned", "Feeds this node writes", this::owned);
  }

  private int owned() {
    ClusterFeedWriter made = ledger;
    return made == null ? 0 : made.owned().size();
  }

  private static void gauge(
      MeterRegistry registry, String what, String description, Supplier<Number> figure) {
    Gauge.builder("feedhorn.cluster." + what, figure).description(description).register(registry);
  }

  /** Whether this node writes a feed now. Safe on any thread. */
  public boolean writes(String feed) {
    ClusterFeedWriter made = ledger;
    return made != null && made.writes(feed);
  }

  /** Whether a feed is this node's to write, also before its first update. Safe on any thread. */
  public boolean owns(String feed) {
    ClusterFeedWriter made = ledger;
    return made != null && made.owns(feed);
  }

  /** The names of all members, this one among them. */
  public List<String> members() {
    return grid.members();
  }

  /** Leaves, after Vert.x was closed. Blocks, in bounded time. */
  public void leave() {
    grid.leave();
  }

  /** Public, as the grid calls it by reflection. */
  @Listener(sync = false)
  public final class Views {
    /** Others came or went. */
    @ViewChanged
    public void changed(ViewChangedEvent event) {
      LOG.info("The members are {}", event.getNewMembers());
    }

    private Views() {}

    /** This node or others were out of reach, and are back. */
    @Merged
    public void merged(MergeEvent event) {
      LOG.info("The members are {} again", event.getNewMembers());
      for (long millis : REMIND_MILLIS) {
        vertx.setTimer(millis, timer -> grid.reRegister());
      }
      ClusterFeedWriter made = ledger;
      if (made != null) {
        made.merged(vertx);
      }
    }
  }
}
