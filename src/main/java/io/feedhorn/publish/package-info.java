/**
 * The one path in: everything that is published, from inside or outside, ends at a feed's writer.
 *
 * <pre>
 *  transport ─▶ Door ────────┐ Append     feedhorn.publish
 *               checks here  ├──────────▶ FeedWriterVerticle ─▶ FeedLog
 *  verticle ──▶ Publisher ───┘ JsonObject  checks JsonObjects, Idempotency
 *                                          │
 *              feedhorn.updates.FEED ◀─────┤ by reference, to each hub
 *              prices.SPX-2008       ◀─────┘ as JsonObject, to verticles
 * </pre>
 */
@NullMarked
package io.feedhorn.publish;

import org.jspecify.annotations.NullMarked;
