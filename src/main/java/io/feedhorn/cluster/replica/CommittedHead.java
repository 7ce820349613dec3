package io.feedhorn.cluster.replica;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grid's record of a feed, stored on {@code cluster.copies} nodes: the end of the committed
 * log, and the newest batches, that is, those that some replica has not confirmed yet. Immutable,
 * so that it can be read and transferred while the next one is being created.
 *
 * @param epoch the feed's epoch
 * @param term the term of the owner that may append; each term is larger than the previous one
 * @param offset the newest committed offset
 * @param tail the newest batches, oldest first, the last one ending at the offset; may be empty
 */
public record CommittedHead(String epoch, long term, long offset, List<Batch> tail) {
  public CommittedHead {
    tail = List.copyOf(tail);
  }

  /** Returns the head of a log without updates. */
  public static CommittedHead empty(String epoch, long term) {
    return new CommittedHead(epoch, term, 0, List.of());
  }

  /** Returns the same log with a later term. It fences the owners of earlier terms. */
  public CommittedHead withTerm(long laterTerm) {
    return new CommittedHead(epoch, laterTerm, offset, tail);
  }

  /** Returns the offset up to which the batches were removed, because the replicas have them. */
  public long truncatedBefore() {
    return tail.isEmpty() ? offset : tail.get(0).firstOffset() - 1;
  }

  public Buffer bytes() {
    BinaryWriter out = new BinaryWriter();
    out.text(epoch).number(term).number(offset).count(tail.size());
    tail.forEach(batch -> out.bytes(batch.bytes()));
    return out.toBuffer();
  }

  public static CommittedHead read(Buffer bytes) {
    BinaryReader in = new BinaryReader(bytes);
    String epoch = in.text();
    long term = in.number();
    long offset = in.number();
    int size = in.count();
    List<Batch> tail = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      tail.add(new Batch(in.bytes()));
    }
    return new CommittedHead(epoch, term, offset, tail);
  }

  // The grid compares heads to replace one, and to find copies that differ.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CommittedHead head
        && term == head.term
        && offset == head.offset
        && epoch.equals(head.epoch)
        && truncatedBefore() == head.truncatedBefore();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(term * 31 + offset);
  }

  @Override
  public String toString() {
    return "%s:%d (term %d, batches after %d)".formatted(epoch, offset, term, truncatedBefore());
  }
}
