/**
 * The copy of a feed on one node: plain state without network, threads and clocks of its own.
 *
 * <pre>
 *  CommittedHead ◀─ CommitBatch ── Batch ── LogEntry      what owners commit, and what the grid stores
 *                                    │
 *  FeedReplica ─▶ ReplicaLog ◀───────┘ apply              what this node stores of a feed
 *       │             ├─▶ FeedLog                         the log that readers read
 *       │             ├─▶ RecentBatches                   for nodes that missed some
 *       │             └─▶ ForwardDeduplicator             for forwards that are repeated
 *       └─▶ PendingReceipts                               publishers that wait for this replica
 * </pre>
 *
 * Owned by the writer's event loop, but for the immutable classes of the first line.
 */
@NullMarked
package io.feedhorn.cluster.replica;

import org.jspecify.annotations.NullMarked;
