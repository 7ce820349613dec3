package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One validated value to be published, or the deletion of a topic. Immutable; the buffer must not
 * be changed.
 *
 * @param data compact JSON in UTF-8; empty for a deletion
 * @param idempotencyKey null if a repetition is a new update
 * @param previousSeq the seq of the topic's newest update, 0 for a new or deleted topic: with
 *     another one, the publish is refused; {@link #ANY} for any
 * @param attempt the attempt of a sender that publishes in order on this node; null for others
 * @param trace the trace context of the publish; null if it has none
 */
public record PublishCommand(
    Topic topic,
    Buffer data,
    @Nullable String idempotencyKey,
    long previousSeq,
    @Nullable PublishAttempt attempt,
    @Nullable TraceContext trace) {
  /** The value for a publish that follows any update. */
  public static final long ANY = -1;

  /** A publish that follows any update of its topic. */
  public PublishCommand(Topic topic, Buffer data, @Nullable String idempotencyKey) {
    this(topic, data, idempotencyKey, ANY);
  }

  /** A publish of nobody that publishes in order. */
  public PublishCommand(
      Topic topic, Buffer data, @Nullable String idempotencyKey, long previousSeq) {
    this(topic, data, idempotencyKey, previousSeq, null);
  }

  /** A publish without a trace context. */
  public PublishCommand(
      Topic topic,
      Buffer data,
      @Nullable String idempotencyKey,
      long previousSeq,
      @Nullable PublishAttempt attempt) {
    this(topic, data, idempotencyKey, previousSeq, attempt, null);
  }

  /** Returns this command with a trace context; this one itself if there is none. */
  public PublishCommand in(@Nullable TraceContext context) {
    return context == null
        ? this
        : new PublishCommand(topic, data, idempotencyKey, previousSeq, attempt, context);
  }

  /** Returns this command without a trace context. */
  PublishCommand untraced() {
    return trace == null
        ? this
        : new PublishCommand(topic, data, idempotencyKey, previousSeq, attempt);
  }

  /** Returns this command as a part of an attempt to publish in order. */
  public PublishCommand of(PublishAttempt sent) {
    return new PublishCommand(topic, data, idempotencyKey, previousSeq, sent, trace);
  }

  /**
   * Returns the command that deletes a topic.
   *
   * @param idempotencyKey null if a repetition is another deletion
   */
  public static PublishCommand deletion(Topic topic, @Nullable String idempotencyKey) {
    return new PublishCommand(topic, Buffer.buffer(), idempotencyKey);
  }

  /** Returns the command that deletes a topic if its newest update has this seq. */
  public static PublishCommand deletionAfter(Topic topic, long seq) {
    return new PublishCommand(topic, Buffer.buffer(), null, seq);
  }

  /** Returns true if it must be refused because an earlier publish of its sender was. */
  public boolean isOutOfOrder() {
    return attempt != null && attempt.isFailed();
  }

  /**
   * Checks that no earlier publish of its sender was refused.
   *
   * @throws FeedException {@link ErrorCode#UNAVAILABLE} if one was
   */
  void checkOrder() {
    if (isOutOfOrder()) {
      throw PublishAttempt.refusal();
    }
  }

  /** Records that the publish is refused. */
  public void onRefused(Throwable refusal) {
    if (attempt != null) {
      attempt.onRefused(refusal);
    }
  }

  public boolean isDeletion() {
    return data.length() == 0;
  }

  /**
   * Checks that the newest update of the topic is the expected one.
   *
   * @param seq its seq, 0 for a new or deleted topic
   * @throws FeedException {@link ErrorCode#UNAVAILABLE} if it is another one
   */
  public void checkPrevious(long seq) {
    if (previousSeq != ANY && previousSeq != seq) {
      throw new FeedException(
          ErrorCode.UNAVAILABLE,
          "The topic %s has another update in the meantime.".formatted(topic.name()));
    }
  }
}
