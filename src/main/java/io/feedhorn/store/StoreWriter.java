package io.feedhorn.store;

import io.vertx.core.Future;
import java.util.List;

/** Writes changes to the store from an event loop (port). */
public interface StoreWriter {
  /** Writes nothing: for a server without a store, which keeps its state in memory alone. */
  StoreWriter NONE = changes -> Future.succeededFuture();

  /**
   * Writes changes, all or none, after those of earlier calls. The future completes on the caller's
   * event loop, in the order of the calls, once the changes are stored as {@code store.fsync}
   * promises; it fails with a {@link StoreException} if they are not stored.
   */
  Future<Void> write(List<StoreChange> changes);

  /** As {@link #write}, but forced to the disk whatever {@code store.fsync} says. */
  default Future<Void> writeForced(List<StoreChange> changes) {
    return write(changes);
  }
}
