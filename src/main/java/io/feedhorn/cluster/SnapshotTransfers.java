package io.feedhorn.cluster;

import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of whole mirrors on their way to other nodes, page by page. What a copy holds is settled
 * when it begins. Bounded in number; one that is not asked on is let go of. Owned by the writer's
 * event loop.
 */
final class SnapshotTransfers {
  private static final int PAGE_BYTES = 512 * 1024;
  private static final int MAX = 32;
  private static final long IDLE_MICROS = 15_000_000;

  private final Map<Long, Transfer> open = new HashMap<>();
  private long last;

  private static final class Transfer {
    private final Iterator<Consumer<BinaryWriter>> rest;
    private long touched;

    Transfer(Iterator<Consumer<BinaryWriter>> rest) {
      this.rest = rest;
    }
  }

  /** Begins a copy; its number. */
  long begin(ReplicaLog replicaLog, long nowMicros) {
    open.values().removeIf(transfer -> nowMicros - transfer.touched > IDLE_MICROS);
    if (open.size() >= MAX) {
      throw new RetryableException("too many copies at once");
    }
    Transfer transfer = new Transfer(items(replicaLog).iterator());
    transfer.touched = nowMicros;
    open.put(++last, transfer);
    return last;
  }

  private static Queue<Consumer<BinaryWriter>> items(ReplicaLog replicaLog) {
    Queue<Consumer<BinaryWriter>> items = new ArrayDeque<>();
    for (Update update : replicaLog.log().retained()) {
      items.add(out -> LogEntry.of(update).pack(out.count(1)));
    }
    for (Map.Entry<IdempotencyCache.Key, Receipt> key : replicaLog.keys().receipts().entrySet()) {
      items.add(out -> PublishBatch.pack(key.getValue(), out.count(2).text(key.getKey().key())));
    }
    replicaLog
        .parcels()
        .all()
        .forEach(
            (source, parcel) ->
                parcel
                    .receipts()
                    .forEach(
                        (index, receipt) ->
                            items.add(
                                out ->
                                    PublishBatch.pack(
                                        receipt,
                                        out.count(3)
                                            .number(source)
                                            .number(parcel.parcel())
                                            .count(index)))));
    return items;
  }

  /** The next page of a copy; null where there is no such copy. */
  @Nullable Buffer page(long number, long nowMicros) {
    Transfer transfer = open.get(number);
    if (transfer == null) {
      return null;
    }
    transfer.touched = nowMicros;
    BinaryWriter items = new BinaryWriter(PAGE_BYTES);
    while (transfer.rest.hasNext() && items.length() < PAGE_BYTES) {
      transfer.rest.next().accept(items);
    }
    boolean more = transfer.rest.hasNext();
    if (!more) {
      open.remove(number);
    }
    return new BinaryWriter(items.length() + 1).flag(more).all(items.done()).done();
  }

  /** Puts a page into a copy. */
  static void read(BinaryReader in, ReplicaLog.LogSnapshot copy) {
    while (in.hasMore()) {
      switch (in.count()) {
        case 1 -> copy.take(LogEntry.unpack(in));
        case 2 -> copy.remember(in.text(), PublishBatch.receipt(in));
        default -> copy.note(in.number(), in.number(), in.count(), PublishBatch.receipt(in));
      }
    }
  }
}
