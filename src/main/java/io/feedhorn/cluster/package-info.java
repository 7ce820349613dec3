/**
 * Several nodes as one server. The updates of a feed are ordered by one node, its owner, and
 * replicated to all nodes.
 *
 * <pre>
 *  any node                        the feed's owner                    every node
 *  publish ─▶ PublishForwarder ──▶ Sequencer ── commit ─▶ grid         ReplicaLog ─▶ FeedLog ─▶ hubs
 *             one batch in flight, offset, seq, ts         │ on two        ▲  without gaps
 *             repeated with its                            ▼ nodes         │
 *             number               answer, then ─────── replicate ─────────┤
 *                                                                          │
 *                                  catch-up: missing batches from owner ───┘
 * </pre>
 *
 * The grid determines the owner of a feed and stores the newest batches of each feed on several
 * nodes; the replicas store everything else. Durable feeds have voters in place of the grid. The
 * packages, each of which may use some of those to its right: {@code infinispan}, {@code cluster},
 * {@code quorum}, {@code owner}, {@code protocol}, {@code voters}, {@code replica}, {@code codec}.
 */
@NullMarked
package io.feedhorn.cluster;

import org.jspecify.annotations.NullMarked;
