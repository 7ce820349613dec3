/**
 * The fan-out of one event loop: subscriptions, replay followed by live updates, and outboxes.
 *
 * <pre>
 *  writer ─▶ FeedFanOut ─▶ PatternIndex ─▶ Subscription ─┬──────────────▶ Outbox ─▶ Subscriber
 *            one for       by topic        drops offsets └▶ RateWindow ─▶ flushed    one
 *            each feed                     up to its        maxRate       once per   connection
 *                                          position                       iteration
 *
 *  SubscribeAction  1. consumer registered  2. log read up to E  3. position = E
 *  log              ─────────────────────────────┤ E
 *  replay           ═════════════════════════════╡
 *  live                              ╌╌ dropped ╌╡═════════════════▶
 * </pre>
 *
 * <p>A pattern whose cursor is beyond the log of this node is in {@code PatternsAhead} and not in
 * the index until the cursor is processed.
 *
 * <p>For a connection that asked for deltas, {@code DeltaSubscriber} is between its outbox and its
 * subscriber.
 */
@NullMarked
package io.feedhorn.hub;

import org.jspecify.annotations.NullMarked;
