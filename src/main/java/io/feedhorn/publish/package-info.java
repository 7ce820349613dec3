/**
 * Publishing: everything that clients and verticles publish goes to the writer, which broadcasts
 * the stored updates.
 *
 * <pre>
 *  transport ─▶ PublishService ─┐ PublishCommands  feedhorn.publish
 *               validates       ├────────────────▶ FeedWriterVerticle ─▶ FeedWriter ─▶ FeedLog
 *  verticle ──▶ Publisher ──────┘ JsonObject       validates JsonObjects │
 *                                                                        ▼
 *                feedhorn.updates.FEED ◀── as ConsecutiveUpdates, to hubs ──┬─ UpdateBroadcaster
 *                prices.SPX-2008       ◀── as JSON, to verticles ──┘
 * </pre>
 */
@NullMarked
package io.feedhorn.publish;

import org.jspecify.annotations.NullMarked;
