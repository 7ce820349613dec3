/**
 * Fan-out within one event loop: subscriptions, the splice of history and live, and outboxes.
 *
 * <pre>
 *  writer ─▶ FeedFanOut ─▶ PatternIndex ─▶ Subscription ─┬──────────▶ Outbox ─▶ Subscriber
 *            one per    by topic        drops what    └▶ Window ─▶ written     one
 *            feed                       is not past      maxRate   at the end  connection
 *                                       its offset                 of the turn
 *
 *  subscribe   1. consumer registered   2. log read to its tail   3. offset = tail
 *  log         ───────────────────────────────┤ tail
 *  replay      ═══════════════════════════════╡
 *  live                             ╌╌dropped╌╡═════════════════▶
 * </pre>
 */
@NullMarked
package io.feedhorn.hub;

import org.jspecify.annotations.NullMarked;
