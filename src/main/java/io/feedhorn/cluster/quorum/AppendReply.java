package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.buffer.Buffer;

/**
 * The answer of a voter to a batch. Immutable.
 *
 * @param promise the newest term that the voter has promised
 */
@SuppressWarnings("EnumOrdinal") // the order is part of the format
public record AppendReply(Outcome outcome, long promise) {
  /** The outcome of an append. */
  public enum Outcome {
    /** The batch is on the voter's disk. */
    ACCEPTED,
    /** The voter has promised a later term. */
    FENCED,
    /** The voter has not promised this term yet. */
    NOT_PROMISED,
    /** The voter's vote does not count. */
    NOT_WHOLE,
    /** The voter misses updates before the batch. */
    MISSING,
    /** The voter has committed updates in the place of the batch. */
    AHEAD
  }

  public Buffer bytes() {
    return new BinaryWriter().count(outcome.ordinal()).number(promise).toBuffer();
  }

  public static AppendReply read(BinaryReader in) {
    return new AppendReply(Outcome.values()[in.count()], in.number());
  }
}
