/**
 * Order books, kept from snapshots and the changes after them, and repaired after a gap. State
 * without network: the verticle asks for the snapshots.
 *
 * <pre>
 *  message ─▶ BookReader ─▶ BookEvent ─▶ BookSync ─▶ OrderBook ─▶ value ─▶ SourceIntake
 *                                           │  ▲
 *                              gap, or new  ▼  │ snapshot
 *                                       SnapshotRequests
 * </pre>
 */
@NullMarked
package io.feedhorn.source.book;

import org.jspecify.annotations.NullMarked;
