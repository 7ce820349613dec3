package io.feedhorn.publish;

import io.feedhorn.model.Topic;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One validated value to be published. Immutable; the buffer must not be changed.
 *
 * @param data compact JSON in UTF-8
 * @param idempotencyKey null if a repetition is a new update
 * @param previousSeq the seq of the topic's newest update, 0 for a new topic: with another one, the
 *     publish is refused in a cluster; {@link #ANY} for any
 */
public record PublishCommand(
    Topic topic, Buffer data, @Nullable String idempotencyKey, long previousSeq) {
  /** The value for a publish that follows any update. */
  public static final long ANY = -1;

  /** A publish that follows any update of its topic. */
  public PublishCommand(Topic topic, Buffer data, @Nullable String idempotencyKey) {
    this(topic, data, idempotencyKey, ANY);
  }
}
