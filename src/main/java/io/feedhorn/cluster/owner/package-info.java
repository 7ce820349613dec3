/**
 * Publishing on a feed in a cluster: forwarding to the owner, which orders and commits.
 *
 * <pre>
 *  publish ─▶ PublishForwarder ─ PublishBatch ─▶ FeedOwnership ─▶ Sequencer ─▶ FeedCommitter
 *             one in flight,                     opens and closes  BatchBuilder   commit, then
 *             repeated with its number           the sequencer     one commit     replicate and
 *                                                                  at a time      answer
 *
 *  FeedCommitter of a feed in memory: GridCommitter ─▶ HolderCommit ─▶ ReplicationStore
 *                                          └─▶ OwnerRecovery
 * </pre>
 *
 * Owned by the writer's event loop.
 */
@NullMarked
package io.feedhorn.cluster.owner;

import org.jspecify.annotations.NullMarked;
