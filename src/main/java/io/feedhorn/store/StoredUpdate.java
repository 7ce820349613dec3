package io.feedhorn.store;

import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;

/**
 * One update of a durable feed. Immutable; the buffer must not be changed.
 *
 * @param previousOffset the offset of the topic's previous update, 0 if this is the first
 * @param micros the time at which the server accepted it, Unix time in microseconds
 * @param data compact JSON in UTF-8
 */
public record StoredUpdate(
    Topic topic, long offset, long seq, long previousOffset, long micros, Buffer data)
    implements StoreChange {}
