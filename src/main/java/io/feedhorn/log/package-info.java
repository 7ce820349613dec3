/**
 * One ordered log for each feed. Written by one event loop, read by all without waiting.
 *
 * <pre>
 *  FeedRegistry ─▶ FeedLog         one writer         many readers (LogReader)
 *                  │ endOffset ◀── 3. written last    1. read first
 *                  ▼
 *                  TopicLog
 *                    newest ◀───── 2.                 2. go back from here,
 *                    ring   ◀───── 1.                    ignore updates after the end
 *                   ┌───┬───┬───┬───┐
 *                   │ 8 │ 5 │ 6 │ 7 │  the seq identifies a slot's update: 4 was overwritten
 *                   └───┴───┴───┴───┘
 * </pre>
 */
@NullMarked
package io.feedhorn.log;

import org.jspecify.annotations.NullMarked;
