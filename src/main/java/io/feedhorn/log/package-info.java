/**
 * One ordered log per feed. Written on one event loop, read without waiting from any.
 *
 * <pre>
 *  Feeds ─▶ FeedLog          one writer         many readers
 *           │ tail ◀──────── 3. written last    1. read first
 *           ▼
 *           TopicLog
 *             newest ◀────── 2.                 2. walk back from here,
 *             ring   ◀────── 1.                    past the tail is left aside
 *            ┌───┬───┬───┬───┐
 *            │ 8 │ 5 │ 6 │ 7 │  a slot is known by the seq in it: 4 was overwritten
 *            └───┴───┴───┴───┘
 * </pre>
 */
@NullMarked
package io.feedhorn.log;

import org.jspecify.annotations.NullMarked;
