package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The number and the bytes of the updates that a feed's topics retain. Changed by the feed's
 * writer, read on any thread.
 */
public final class LogSize {
  private final AtomicLong updates = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  void add(Update update) {
    change(1, update);
  }

  void remove(Update update) {
    change(-1, update);
  }

  private void change(int sign, Update update) {
    // One thread writes, so an atomic addition is not needed.
    updates.lazySet(updates.getPlain() + sign);
    bytes.lazySet(bytes.getPlain() + sign * (long) update.dataBytes());
  }

  /** Returns the number of updates. */
  public long updates() {
    return updates.get();
  }

  /** Returns the bytes of their values. */
  public long bytes() {
    return bytes.get();
  }
}
