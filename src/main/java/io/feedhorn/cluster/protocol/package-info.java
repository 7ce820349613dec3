/**
 * The messages between nodes. Each is a request to one node with one reply, and starts with the
 * format version.
 *
 * <pre>
 *  CommitRequest    owner ─ batch ─▶ nodes that store the head
 *  TakeoverMessages node ─ its share ─▶ all
 *  StatusExchange   all ◀─ offsets ─▶ all      each second; renews the QuorumLease
 *  BatchReplicator  owner ─ batches ─▶ all     ReplicationSender: one queue for each node
 *  FeedCatchUp      replica ─ missing ─▶ owner LogFetcher ⇄ LogServer, SnapshotTransfers
 *  PublishBatch     any node ─ publishes ─▶ owner
 *         └────────────────┬────────────────┘
 *                   NodeMessaging, NodeFrames   Vert.x event bus
 * </pre>
 */
@NullMarked
package io.feedhorn.cluster.protocol;

import org.jspecify.annotations.NullMarked;
