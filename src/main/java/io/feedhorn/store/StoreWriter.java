package io.feedhorn.store;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * Reports changes that wait to be submitted. They are counted with those that were submitted.
   *
   * @param changes the number of changes that are not submitted yet
   * @param sinceNanos the time at which the oldest change that is not stored, submitted or not,
   *     began to wait, of {@link System#nanoTime}; null if there is none
   */
  default void queued(int changes, @Nullable Long sinceNanos) {}

  /** Counts changes that were refused, and not submitted, because too many waited. */
  default void refused(int changes) {}
}
