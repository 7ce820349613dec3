package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;

/** The configuration of Infinispan and its caches. */
final class GridConfiguration {
  private static final String CLUSTER_NAME = "feedhorn";

  /** The event-bus registrations of Vert.x. */
  static final String REGISTRATIONS = "__vertx.subs";

  /** Facts that all nodes share: the initial epoch, the format version, and places for feeds. */
  static final String FACTS = "feedhorn.facts";

  /**
   * A template for the caches that this node has not joined yet. The coordinator decides about a
   * cache that other nodes joined first by its own configuration of that name; without one it lets
   * a minority write for as long as it is the coordinator.
   */
  private static final String UNJOINED = "feedhorn.*";

  private static final int HEAD_SEGMENTS = 256;

  private GridConfiguration() {}

  /**
   * Creates a manager that is not started.
   *
   * @param stack creates the channel to the other members
   * @param minMembers the number of members that its start waits for
   */
  static DefaultCacheManager manager(
      ClusterOptions options, JGroupsStack stack, String node, int minMembers, Duration timeout) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder().clusteredDefault();
    global
        .transport()
        .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, stack)
        .clusterName(CLUSTER_NAME)
        .nodeName(node)
        .initialClusterSize(minMembers)
        .initialClusterTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    global.serialization().addContextInitializer(new ProtoStreamSchema());
    global.jmx().disable();
    global.metrics().gauges(false).histograms(false);
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    DefaultCacheManager manager = new DefaultCacheManager(global.build(), false);
    for (String cache : List.of(REGISTRATIONS, "__vertx.haInfo", "__vertx.nodeInfo", FACTS)) {
      manager.defineConfiguration(cache, replicated());
    }
    Configuration distributed = distributedMaps(options.copies());
    manager.defineConfiguration("__vertx.distributed.cache.configuration", distributed);
    manager.defineConfiguration(UNJOINED, distributed);
    return manager;
  }

  private static Configuration replicated() {
    return new ConfigurationBuilder().clustering().cacheMode(CacheMode.REPL_SYNC).build();
  }

  private static Configuration distributedMaps(int copies) {
    return new ConfigurationBuilder()
        .clustering()
        .cacheMode(CacheMode.DIST_SYNC)
        .hash()
        .numOwners(copies)
        .clustering()
        .partitionHandling()
        .whenSplit(PartitionHandling.DENY_READ_WRITES)
        .template(true)
        .build();
  }

  static Configuration heads(int copies) {
    ConfigurationBuilder heads = new ConfigurationBuilder();
    heads.encoding().mediaType(MediaType.APPLICATION_OBJECT_TYPE);
    heads
        .clustering()
        .cacheMode(CacheMode.DIST_SYNC)
        .remoteTimeout(4, TimeUnit.SECONDS)
        .hash()
        .numOwners(copies)
        .numSegments(HEAD_SEGMENTS);
    heads.clustering().stateTransfer().awaitInitialTransfer(false).timeout(20, TimeUnit.SECONDS);
    heads.clustering().partitionHandling().whenSplit(PartitionHandling.DENY_READ_WRITES);
    return heads.build();
  }
}
