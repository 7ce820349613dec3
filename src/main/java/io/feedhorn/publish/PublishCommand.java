package io.feedhorn.publish;

import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One validated value to be published. Immutable; the buffer must not be changed.
 *
 * @param data compact JSON in UTF-8
 * @param idempotencyKey null if a repetition is a new update
 */
public record PublishCommand(Topic topic, Buffer data, @Nullable String idempotencyKey) {}
