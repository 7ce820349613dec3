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
final class Commit implements BiFunction<String, @Nullable Head, @Nullable Head> {
  private final Batch batch;
  private final long cut;

  /**
   * @param cut up to which offset the tail is let go of
   */
  Commit(Batch batch, long cut) {
    this.batch = batch;
    this.cut = cut;
  }

  @Override
  public Head apply(String feed, @Nullable Head head) {
    if (head == null || head.tag() != batch.tag() || !head.epoch().equals(batch.epoch())) {
      throw new Overtaken("%s: %s, not by %d any more".formatted(feed, head, batch.tag()));
    }
    if (head.offset() == batch.last() && isNewest(head)) {
      return head;
    }
    if (head.offset() + 1 != batch.first()) {
      throw new Overtaken("%s: %s does not follow %s".formatted(feed, batch.first(), head));
    }
    List<Batch> tail = new ArrayList<>(head.tail().size() + 1);
    for (Batch earlier : head.tail()) {
      if (earlier.last() > cut) {
        tail.add(earlier);
      }
    }
    tail.add(batch);
    return new Head(head.epoch(), head.tag(), batch.last(), tail);
  }

  private boolean isNewest(Head head) {
    List<Batch> tail = head.tail();
    return !tail.isEmpty() && tail.get(tail.size() - 1).same(batch);
  }

  Buffer bytes() {
    return new Packing(batch.length() + 16).number(cut).bytes(batch.bytes()).done();
  }

  static Commit read(Buffer bytes) {
    Unpacking in = new Unpacking(bytes);
    long cut = in.number();
    return new Commit(new Batch(in.bytes()), cut);
  }
}
