package io.feedhorn.conform;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What event loops hear, on its way to the one thread that waits for it. Safe on any thread. */
final class BlockingInbox<T> {
  private final BlockingQueue<Item<T>> items = new LinkedBlockingQueue<>();
  private volatile boolean open = true;

  private record Item<T>(@Nullable T value, String end) {}

  void add(T value) {
    if (open) {
      items.add(new Item<>(value, ""));
    }
  }

  /** Nothing more comes. */
  void end(String why) {
    items.add(new Item<>(null, why));
  }

  /** What still comes is of no use. */
  void forget() {
    open = false;
  }

  /**
   * The next value; null where none comes in time.
   *
   * @throws ConnectionLost at the end
   */
  @Nullable T poll(Duration patience) {
    try {
      Item<T> item = items.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (item != null && item.value == null) {
        items.add(item);
        throw new ConnectionLost("the connection ended: " + item.end);
      }
      return item == null ? null : item.value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLost("interrupted");
    }
  }
}
