/**
 * Verticles that publish: the demo feeds and the chat room, built as a user's own would be.
 *
 * <pre>
 *  timer ─▶ Pace ─▶ Rota ─▶ Instrument  ─▶ Outlet ─▶ Publisher
 *           how     whose   Scoreboard     pauses while too
 *           many    turn                   much is unanswered
 * </pre>
 *
 * <p>Every figure is real but for two: the way of a price between its day's open, high, low and
 * close ({@link io.feedhorn.demo.IntradayPath}), and the minutes in which goals fall ({@link
 * io.feedhorn.demo.Goal}). Both follow from the figures alone, so a replay shows the same.
 */
@NullMarked
package io.feedhorn.demo;

import org.jspecify.annotations.NullMarked;
