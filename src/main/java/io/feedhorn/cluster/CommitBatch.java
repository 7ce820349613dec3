package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Appends one batch to a feed's head. The grid runs it on each node that keeps the head, and again
 * where it is not sure that it did, so that it must give the same on each and change nothing the
 * second time. It refuses what another sequencer has overtaken: that is the fence.
 */
final class CommitBatch
    implements BiFunction<String, @Nullable CommittedHead, @Nullable CommittedHead> {
  private final Batch batch;
  private final long cut;

  /**
   * @param cut up to which offset the tail is let go of
   */
  CommitBatch(Batch batch, long cut) {
    this.batch = batch;
    this.cut = cut;
  }

  @Override
  public CommittedHead apply(String feed, @Nullable CommittedHead head) {
    if (head == null || head.term() != batch.tag() || !head.epoch().equals(batch.epoch())) {
      throw new FencedException("%s: %s, not by %d any more".formatted(feed, head, batch.tag()));
    }
    if (head.offset() == batch.last() && isNewest(head)) {
      return head;
    }
    if (head.offset() + 1 != batch.first()) {
      throw new FencedException("%s: %s does not follow %s".formatted(feed, batch.first(), head));
    }
    List<Batch> tail = new ArrayList<>(head.tail().size() + 1);
    for (Batch earlier : head.tail()) {
      if (earlier.last() > cut) {
        tail.add(earlier);
      }
    }
    tail.add(batch);
    return new CommittedHead(head.epoch(), head.term(), batch.last(), tail);
  }

  private boolean isNewest(CommittedHead head) {
    List<Batch> tail = head.tail();
    return !tail.isEmpty() && tail.get(tail.size() - 1).same(batch);
  }

  Buffer bytes() {
    return new BinaryWriter(batch.length() + 16).number(cut).bytes(batch.bytes()).done();
  }

  static CommitBatch read(Buffer bytes) {
    BinaryReader in = new BinaryReader(bytes);
    long cut = in.number();
    return new CommitBatch(new Batch(in.bytes()), cut);
  }
}
