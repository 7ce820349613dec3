package io.feedhorn.client;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A queue from an event loop to a thread that blocks. Thread-safe. */
final class BlockingInbox<T> {
  private final BlockingQueue<Item<T>> items = new LinkedBlockingQueue<>();
  private volatile boolean open = true;

  private record Item<T>(@Nullable T value, @Nullable ClientException end) {}

  void add(T value) {
    if (open) {
      items.add(new Item<>(value, null));
    }
  }

  /** Ends the queue after the values that it has. */
  void end(String reason) {
    end(new ConnectionLostException("the connection ended: " + reason));
  }

  /** Ends the queue, after the values that it has, with a failure. */
  void end(ClientException failure) {
    items.add(new Item<>(null, failure));
  }

  /** Discards all values from now on. */
  void discard() {
    open = false;
  }

  /**
   * Returns the next value, or null if none came in time.
   *
   * @throws ClientException at the end
   */
  @Nullable T poll(Duration timeout) {
    try {
      Item<T> item = items.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (item != null && item.end != null) {
        items.add(item);
        throw item.end;
      }
      return item == null ? null : item.value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted");
    }
  }
}
