package io.feedhorn.cluster.replica;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A function that appends one batch to the committed head of a feed. The grid runs it on each node
 * that stores the head, and again if the outcome of a run is unknown. So it must return the same on
 * each node, and change nothing when it is repeated. It rejects the batches of former owners, and
 * is therefore the fence.
 */
public final class CommitBatch
    implements BiFunction<String, @Nullable CommittedHead, @Nullable CommittedHead> {
  private final Batch batch;
  private final long replicatedOffset;

  /**
   * Creates the commit of a batch.
   *
   * @param replicatedOffset the offset up to which batches are removed from the head, because the
   *     replicas have them
   */
  public CommitBatch(Batch batch, long replicatedOffset) {
    this.batch = batch;
    this.replicatedOffset = replicatedOffset;
  }

  public Batch batch() {
    return batch;
  }

  /** Returns the offset up to which batches are removed from the head. */
  public long replicatedOffset() {
    return replicatedOffset;
  }

  @Override
  public CommittedHead apply(String feed, @Nullable CommittedHead head) {
    if (head == null || head.term() != batch.term() || !head.epoch().equals(batch.epoch())) {
      throw new FencedException(
          "The batch of feed %s at %s:%d has term %d, but the committed head is %s."
              .formatted(feed, batch.epoch(), batch.firstOffset(), batch.term(), head));
    }
    if (head.offset() == batch.lastOffset() && isNewest(head)) {
      return head;
    }
    if (head.offset() + 1 != batch.firstOffset()) {
      throw new FencedException(
          "The batch of feed %s at offset %d does not follow the committed head %s."
              .formatted(feed, batch.firstOffset(), head));
    }
    List<Batch> tail = new ArrayList<>(head.tail().size() + 1);
    for (Batch earlier : head.tail()) {
      if (earlier.lastOffset() > replicatedOffset) {
        tail.add(earlier);
      }
    }
    tail.add(batch);
    return new CommittedHead(head.epoch(), head.term(), batch.lastOffset(), tail);
  }

  private boolean isNewest(CommittedHead head) {
    List<Batch> tail = head.tail();
    return !tail.isEmpty() && tail.get(tail.size() - 1).isSameAs(batch);
  }

  public Buffer bytes() {
    return new BinaryWriter(batch.sizeBytes() + 16)
        .number(replicatedOffset)
        .bytes(batch.bytes())
        .toBuffer();
  }

  public static CommitBatch read(Buffer bytes) {
    BinaryReader in = new BinaryReader(bytes);
    long replicatedOffset = in.number();
    return new CommitBatch(new Batch(in.bytes()), replicatedOffset);
  }
}
