package io.feedhorn.app;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.cluster.ClusterNode;
import io.feedhorn.cluster.DurableStart;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Topic;
import io.feedhorn.presence.PresenceNodes;
import io.feedhorn.presence.PresenceService;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.PublishTracing;
import io.feedhorn.publish.WriterService;
import io.feedhorn.push.PushSubscription;
import io.feedhorn.reader.ReaderService;
import io.feedhorn.source.store.PositionService;
import io.feedhorn.source.store.ReplicatedPositions;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.feedhorn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Creates the writer of a server with its services.
 *
 * @param cluster null for a single node
 * @param store null without durable feeds
 */
record FeedWriterFactory(
    Settings settings,
    FeedRegistry feeds,
    PrometheusMetrics metrics,
    Tracer tracer,
    @Nullable ClusterNode cluster,
    @Nullable ServerStore store,
    ServerPush push) {
  private static final Predicate<StoredReader> PUSH_SUBSCRIPTION =
      stored -> PushSubscription.isStored(stored.name());

  FeedWriterVerticle create() {
    FeedWriter writer = feedWriter();
    StoreWriter storeWriter = store == null ? StoreWriter.NONE : store.writer();
    List<WriterService> services = new ArrayList<>();
    services.add(readers(writer, storeWriter));
    List<StoredReader> subscriptions = stored(PUSH_SUBSCRIPTION);
    services.addAll(
        cluster == null
            ? push.services(storeWriter, subscriptions)
            : push.services(feeds, writer, storeWriter, cluster, subscriptions));
    services.add(
        cluster == null
            ? new PositionService(storeWriter, stored(FeedWriterFactory::isPosition))
            : new ReplicatedPositions(feeds, writer));
    if (settings.feeds().hasPresence()) {
      services.add(
          new PresenceService(
              feeds, writer, settings.presence(), metrics.forPresence(), presenceNodes()));
    }
    return new FeedWriterVerticle(
        feeds,
        writer,
        settings.limits().messageBytes(),
        services,
        PublishTracing.of(tracer, settings.feeds().hasTrace()));
  }

  private ReaderService readers(FeedWriter writer, StoreWriter storeWriter) {
    int maxPatterns = settings.limits().subscriptions();
    ClusterNode node = cluster;
    List<StoredReader> stored =
        stored(PUSH_SUBSCRIPTION.or(FeedWriterFactory::isPosition).negate());
    return node == null
        ? new ReaderService(
            feeds,
            writer,
            settings.readers(),
            maxPatterns,
            storeWriter,
            metrics.forReaders(),
            stored)
        : new ReaderService(
            feeds,
            writer,
            settings.readers(),
            maxPatterns,
            storeWriter,
            metrics.forReaders(),
            stored,
            () -> node.isWriting(Topic.SYSTEM_FEED));
  }

  private @Nullable PresenceNodes presenceNodes() {
    ClusterNode node = cluster;
    return node == null
        ? null
        : new PresenceNodes(node.self(), node::others, () -> node.owns(Topic.SYSTEM_FEED));
  }

  private static boolean isPosition(StoredReader stored) {
    return PositionService.isStored(stored.name());
  }

  private FeedWriter feedWriter() {
    if (cluster != null) {
      VoterOptions own = settings.cluster().voters();
      VoterRegistry voters =
          store == null
              ? VoterRegistry.withoutStore(cluster.self(), own)
              : store.voters(cluster, own);
      DurableStart durable = store == null ? null : store.durable();
      return cluster.writer(feeds, metrics, tracer, metrics::openConnections, voters, durable);
    }
    return store == null
        ? new LocalFeedWriter(feeds, metrics)
        : store.feedWriter(feeds, metrics, tracer);
  }

  /** Returns those records of one kind that the store contained. */
  private List<StoredReader> stored(Predicate<StoredReader> kind) {
    return store == null ? List.of() : store.readers().stream().filter(kind).toList();
  }
}
