package io.feedhorn.store;

import java.util.List;

/**
 * A store on disk of durable feeds, idempotency keys and readers (port). Blocking: called by one
 * thread at a time, which is not an event loop. One process at a time opens a folder.
 */
public interface DurableStore extends AutoCloseable {
  /** The maximum size of the value of an update: it must fit in a file, with what is beside it. */
  int MAX_VALUE_BYTES = (10 << 20) - (16 << 10);

  /**
   * Reads all that is stored. Damaged records are left out and reported to the visitor; nothing
   * else is lost with them.
   *
   * @throws StoreException if the store cannot be read at all
   */
  void load(StoreVisitor visitor) throws StoreException;

  /**
   * Writes changes in their order, all of them or none.
   *
   * @param forced true if the changes must be on the disk, and survive power loss, when this method
   *     returns; otherwise they survive a kill of the process, and power loss after the next forced
   *     write or {@link #force}
   * @throws StoreException if nothing was written, such as on a full disk; the store can be used
   *     again as soon as the reason is gone
   */
  void write(List<StoreChange> changes, boolean forced) throws StoreException;

  /** Forces to the disk what earlier calls wrote. */
  void force() throws StoreException;

  /** Returns the approximate size of the store on the disk, in bytes. */
  long sizeBytes();

  /** Closes the store after forcing what was written. */
  @Override
  void close() throws StoreException;
}
