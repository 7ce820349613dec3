package io.feedhorn.publish;

import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One value to be published, already checked at the door. Immutable; the buffer is not to be
 * changed.
 *
 * @param data compact JSON in UTF-8
 * @param idempotencyKey null where a repeat is a new update
 */
public record PublishCommand(Topic topic, Buffer data, @Nullable String idempotencyKey) {}
