package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.Batch;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one voter's log, as it answers to an owner. Immutable.
 *
 * @param granted true if the voter has promised the term that it was asked for
 * @param promise the newest term that it has promised
 * @param whole true if its vote counts: it has forgotten nothing
 * @param trusted true if the store of this voter decides what the others get, until their votes
 *     count
 * @param committed the offset up to which it knows that the updates are committed
 * @param stored the offset up to which it has stored updates that are committed
 * @param accepted the batch after {@code committed} that it has stored, or null
 */
public record LogEnd(
    boolean granted,
    long promise,
    boolean whole,
    boolean trusted,
    String epoch,
    long committed,
    long stored,
    @Nullable Batch accepted) {

  /** Returns true if the voter has no update of the feed. */
  boolean isEmpty() {
    return committed == 0 && accepted == null;
  }

  public Buffer bytes() {
    BinaryWriter out = new BinaryWriter().flag(granted).number(promise).flag(whole).flag(trusted);
    out.text(epoch).number(committed).number(stored).flag(accepted != null);
    return (accepted == null ? out : out.bytes(accepted.bytes())).toBuffer();
  }

  public static LogEnd read(BinaryReader in) {
    return new LogEnd(
        in.flag(),
        in.number(),
        in.flag(),
        in.flag(),
        in.text(),
        in.number(),
        in.number(),
        in.flag() ? new Batch(in.bytes()) : null);
  }
}
