/**
 * The demo feeds and the chat room, built like verticles of a user.
 *
 * <pre>
 *  timer ─▶ RatePacer ─▶ RoundRobinTicker ─▶ InstrumentPlayer ─▶ BoundedPublisher ─▶ Publisher
 *           ticks        source whose tick   ScoresPublisher     limits unanswered
 *           due          it is                                   publishes
 * </pre>
 *
 * <p>All data is real except the prices between a day's open, high, low and close ({@link
 * io.feedhorn.demo.IntradayPath}) and the minutes of goals ({@link io.feedhorn.demo.Goal}). Both
 * are computed from the data alone, so that every replay is the same.
 */
@NullMarked
package io.feedhorn.demo;

import org.jspecify.annotations.NullMarked;
