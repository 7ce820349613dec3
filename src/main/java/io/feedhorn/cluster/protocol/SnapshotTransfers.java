package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.cluster.replica.ReceiptCodec;
import io.feedhorn.cluster.replica.ReplicaLog;
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
 * The snapshots that this node is sending to others, page by page. The content of a snapshot is
 * fixed at its start. Bounded in number; a snapshot whose next page is not requested for 15 s is
 * dropped. Owned by the writer's event loop.
 */
public final class SnapshotTransfers {
  private static final int PAGE_BYTES = 512 * 1024;
  private static final int MAX_TRANSFERS = 32;
  private static final long IDLE_TIMEOUT_MICROS = 15_000_000;

  private static final int UPDATE = 1;
  private static final int KEY = 2;
  private static final int FORWARD = 3;

  private final Map<Long, Transfer> transfers = new HashMap<>();
  private long lastNumber;

  private static final class Transfer {
    private final Iterator<Consumer<BinaryWriter>> items;
    private long usedMicros;

    Transfer(Iterator<Consumer<BinaryWriter>> items, long usedMicros) {
      this.items = items;
      this.usedMicros = usedMicros;
    }
  }

  /**
   * Starts a transfer and returns its number.
   *
   * @throws RetryableException if there are too many transfers
   */
  public long start(ReplicaLog log, long nowMicros) {
    dropIdle(nowMicros);
    if (transfers.size() >= MAX_TRANSFERS) {
      throw new RetryableException(MAX_TRANSFERS + " snapshot transfers are running already");
    }
    transfers.put(++lastNumber, new Transfer(items(log).iterator(), nowMicros));
    return lastNumber;
  }

  /** Drops the transfers whose next page was not requested in time. Called about once a second. */
  void dropIdle(long nowMicros) {
    transfers.values().removeIf(transfer -> nowMicros - transfer.usedMicros > IDLE_TIMEOUT_MICROS);
  }

  private static Queue<Consumer<BinaryWriter>> items(ReplicaLog log) {
    Queue<Consumer<BinaryWriter>> items = new ArrayDeque<>();
    for (Update update : log.log().retained()) {
      items.add(out -> LogEntry.of(update).write(out.count(UPDATE)));
    }
    for (Map.Entry<IdempotencyCache.Key, Receipt> each : log.keys().receipts().entrySet()) {
      String key = each.getKey().key();
      items.add(out -> ReceiptCodec.write(each.getValue(), out.count(KEY).text(key)));
    }
    log.forwards()
        .forEach(
            (source, number, index, receipt) ->
                items.add(
                    out -> {
                      out.count(FORWARD).number(source);
                      out.number(number).count(index);
                      ReceiptCodec.write(receipt, out);
                    }));
    return items;
  }

  /** Returns the next page of a transfer, or null if there is no such transfer. */
  public @Nullable Buffer page(long number, long nowMicros) {
    Transfer transfer = transfers.get(number);
    if (transfer == null) {
      return null;
    }
    transfer.usedMicros = nowMicros;
    BinaryWriter items = new BinaryWriter(PAGE_BYTES);
    while (transfer.items.hasNext() && items.sizeBytes() < PAGE_BYTES) {
      transfer.items.next().accept(items);
    }
    boolean more = transfer.items.hasNext();
    if (!more) {
      transfers.remove(number);
    }
    return new BinaryWriter(items.sizeBytes() + 1).flag(more).append(items.toBuffer()).toBuffer();
  }

  /** Adds the items of a page to a snapshot. */
  public static void readItems(BinaryReader in, LogSnapshot snapshot) {
    while (in.hasMore()) {
      switch (in.count()) {
        case UPDATE -> snapshot.addUpdate(LogEntry.read(in));
        case KEY -> snapshot.addKey(in.text(), ReceiptCodec.read(in));
        default -> snapshot.addForward(in.number(), in.number(), in.count(), ReceiptCodec.read(in));
      }
    }
  }
}
