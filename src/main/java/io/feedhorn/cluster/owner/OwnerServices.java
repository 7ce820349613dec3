package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.BatchReplicator;
import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.StatusExchange;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.trace.Tracer;
import java.util.function.BooleanSupplier;

/**
 * The services of a node that the owners of all its feeds share.
 *
 * @param lease returns true while this node may write
 * @param copies the number of nodes that must store an update before it is acknowledged
 */
public record OwnerServices(
    ClusterView view,
    ReplicationStore store,
    StatusExchange statuses,
    BooleanSupplier lease,
    BatchReplicator replicator,
    FeedRegistry feeds,
    Metrics metrics,
    Tracer tracer,
    int copies) {
  /** Returns the Unix time in microseconds. */
  long micros() {
    return feeds.clock().micros();
  }
}
