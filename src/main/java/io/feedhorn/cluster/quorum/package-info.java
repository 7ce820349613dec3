/**
 * Durable feeds in a cluster: the updates that a majority of the voters has forced to disk are
 * committed, by the rules of Paxos with a stable leader.
 *
 * <pre>
 *  QuorumOwner   the owner's side: gets promises, commits batches
 *      │ VoterPeers: PROMISE, APPEND, LOG_END, GRANT
 *      ▼
 *  VoterLog      the voter's side: promises, accepts the one batch that is not committed yet
 *      │ FeedRecords                   ▲ committed updates
 *      ▼                               │
 *  StoreWriter                     ReplicaLog
 * </pre>
 *
 * Owned by the writer's event loop.
 */
@NullMarked
package io.feedhorn.cluster.quorum;

import org.jspecify.annotations.NullMarked;
