package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the grid keeps of a feed, on {@code cluster.copies} nodes: where its log ends, and the
 * newest batches, those that not every node is known to have. Immutable, so that it can be read and
 * moved between nodes while the next one is made.
 *
 * @param epoch the feed's epoch
 * @param term the incarnation of the sequencer that may append; each one is larger than the last
 * @param offset the newest offset
 * @param tail the newest batches, oldest first, the last one ending at the offset; may be empty
 */
record CommittedHead(String epoch, long term, long offset, List<Batch> tail) {
  CommittedHead {
    tail = List.copyOf(tail);
  }

  /** A log without updates. */
  static CommittedHead empty(String epoch, long tag) {
    return new CommittedHead(epoch, tag, 0, List.of());
  }

  /** The same log, open to another sequencer. */
  CommittedHead withTerm(long laterTag) {
    return new CommittedHead(epoch, laterTag, offset, tail);
  }

  /** Everything up to this offset is not in the tail any more: the mirrors have it. */
  long truncatedBefore() {
    return tail.isEmpty() ? offset : tail.get(0).first() - 1;
  }

  Buffer bytes() {
    BinaryWriter out = new BinaryWriter();
    out.text(epoch).number(term).number(offset).count(tail.size());
    tail.forEach(batch -> out.bytes(batch.bytes()));
    return out.done();
  }

  static CommittedHead read(Buffer bytes) {
    BinaryReader in = new BinaryReader(bytes);
    String epoch = in.text();
    long tag = in.number();
    long offset = in.number();
    int size = in.count();
    List<Batch> tail = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      tail.add(new Batch(in.bytes()));
    }
    return new CommittedHead(epoch, tag, offset, tail);
  }

  // The grid compares heads to replace one and to find copies that differ.
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
    return "%s:%d by %d, tail after %d".formatted(epoch, offset, term, truncatedBefore());
  }
}
