package io.feedhorn.cluster;

import io.feedhorn.cluster.quorum.QuorumState;
import io.feedhorn.store.StoreWriter;

/**
 * The store of durable feeds, as a node starts with it.
 *
 * @param loaded the content of the store
 */
public record DurableStart(StoreWriter store, QuorumState loaded) {}
