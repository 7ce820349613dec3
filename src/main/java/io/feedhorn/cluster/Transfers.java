package io.feedhorn.cluster;

import io.feedhorn.model.Update;
import io.feedhorn.publish.Idempotency;
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
final class Transfers {
  private static final int PAGE_BYTES = 512 * 1024;
  private static final int MOST = 32;
  private static final long IDLE_MICROS = 15_000_000;

  private final Map<Long, Transfer> open = new HashMap<>();
  private long last;

  private static final class Transfer {
    private final Iterator<Consumer<Packing>> rest;
    private long touched;

    Transfer(Iterator<Consumer<Packing>> rest) {
      this.rest = rest;
    }
  }

  /** Begins a copy; its number. */
  long begin(Mirror mirror, long nowMicros) {
    open.values().removeIf(transfer -> nowMicros - transfer.touched > IDLE_MICROS);
    if (open.size() >= MOST) {
      throw new Moved("too many copies at once");
    }
    Transfer transfer = new Transfer(items(mirror).iterator());
    transfer.touched = nowMicros;
    open.put(++last, transfer);
    return last;
  }

  private static Queue<Consumer<Packing>> items(Mirror mirror) {
    Queue<Consumer<Packing>> items = new ArrayDeque<>();
    for (Update update : mirror.log().kept()) {
      items.add(out -> Entry.of(update).pack(out.count(1)));
    }
    for (Map.Entry<Idempotency.Key, Receipt> key : mirror.keys().all().entrySet()) {
      items.add(out -> Parcel.pack(key.getValue(), out.count(2).text(key.getKey().key())));
    }
    mirror
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
                                    Parcel.pack(
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
    Packing items = new Packing(PAGE_BYTES);
    while (transfer.rest.hasNext() && items.length() < PAGE_BYTES) {
      transfer.rest.next().accept(items);
    }
    boolean more = transfer.rest.hasNext();
    if (!more) {
      open.remove(number);
    }
    return new Packing(items.length() + 1).flag(more).all(items.done()).done();
  }

  /** Puts a page into a copy. */
  static void read(Unpacking in, Mirror.Copy copy) {
    while (in.hasMore()) {
      switch (in.count()) {
        case 1 -> copy.take(Entry.unpack(in));
        case 2 -> copy.remember(in.text(), Parcel.receipt(in));
        default -> copy.note(in.number(), in.number(), in.count(), Parcel.receipt(in));
      }
    }
  }
}
