/**
 * Readers (durable subscriptions): names under which the server stores how far clients have
 * acknowledged. The state is owned by the writer's event loop; transports reach it with commands.
 *
 * <pre>
 *  transports ─ ReaderRequests ─ ReaderCommand ─▶ ReaderService ─▶ ReaderRegistry ─▶ ReaderEntry
 *                     ▲                                │ move           │ limits        │ change
 *                     └──────── ReaderResult ◀─────────┤                ▼               ▼
 *                                                      │          UnreadCounter    StoreWriter
 *                                                      ▼
 *                                              sys.readers.NAME
 * </pre>
 *
 * In a cluster, {@code ReplicatedReaders} takes the place of {@code ReaderRegistry}: the state of a
 * reader is the newest update on {@code sys.states.NAME}, which every node has and changes.
 */
@NullMarked
package io.feedhorn.reader;

import org.jspecify.annotations.NullMarked;
