/**
 * Publishing on a feed in a cluster: forwarding to the owner, which orders and commits.
 *
 * <pre>
 *  publish ─▶ PublishForwarder ─ PublishBatch ─▶ FeedOwnership ─▶ Sequencer ─▶ ReplicationStore
 *             one in flight,                     opens and closes  BatchBuilder   commit, then
 *             repeated with its number           the sequencer     one commit     replicate and
 *                                                     │            at a time      answer
 *                                                     └─▶ OwnerRecovery
 * </pre>
 *
 * Owned by the writer's event loop.
 */
@NullMarked
package io.feedhorn.cluster.owner;

import org.jspecify.annotations.NullMarked;
