/**
 * Several nodes as one. A feed's updates are ordered by one node, its owner, and kept by all.
 *
 * <pre>
 *  any node                       the feed's owner                    every node
 *  append ─▶ Ingress ── parcel ─▶ Sequencer ── batch ─▶ Grid          Mirror ─▶ FeedLog ─▶ hubs
 *            one in flight,       offset, seq, ts        │ kept by      ▲  contiguous only
 *            sent again with                             ▼ two nodes    │
 *            its number           answered, then ────── push ───────────┤
 *                                                                       │
 *                                 a gap is fetched from the owner ──────┘
 * </pre>
 *
 * The grid (Infinispan) decides who owns a feed and keeps the newest batches of each feed on
 * several nodes; the mirrors keep everything else.
 */
@NullMarked
package io.feedhorn.cluster;

import org.jspecify.annotations.NullMarked;
