package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One validated value to be published, or the deletion of a topic. Immutable; the buffer must not
 * be changed.
 *
 * @param data compact JSON in UTF-8; empty for a deletion
 * @param idempotencyKey null if a repetition is a new update
 * @param onlyAfter the offset that the topic's newest update must have; 0 for any. It is not
 *     forwarded to other nodes: only the writer of a feed sets it, for itself
 */
public record PublishCommand(
    Topic topic, Buffer data, @Nullable String idempotencyKey, long onlyAfter) {
  public PublishCommand(Topic topic, Buffer data, @Nullable String idempotencyKey) {
    this(topic, data, idempotencyKey, 0);
  }

  /**
   * Returns the command that deletes a topic.
   *
   * @param idempotencyKey null if a repetition is another deletion
   */
  public static PublishCommand deletion(Topic topic, @Nullable String idempotencyKey) {
    return new PublishCommand(topic, Buffer.buffer(), idempotencyKey);
  }

  /** Returns the command that deletes a topic if this is still its newest update. */
  static PublishCommand deletionAfter(Update newest) {
    return new PublishCommand(newest.topic(), Buffer.buffer(), null, newest.offset());
  }

  public boolean isDeletion() {
    return data.length() == 0;
  }

  /**
   * Checks that the newest update of the topic is the expected one.
   *
   * @throws FeedException {@link ErrorCode#CONFLICT} if it is another one
   */
  public void checkNewest(long offset) {
    if (onlyAfter != 0 && onlyAfter != offset) {
      throw new FeedException(
          ErrorCode.CONFLICT, "There is a newer update on '" + topic + "' than expected.");
    }
  }
}
